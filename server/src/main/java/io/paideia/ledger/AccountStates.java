package io.paideia.ledger;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of one book as they are recomputed, by number: 64 bytes each, so that an entry
 * touches one line of the processor's cache. Confined to one thread.
 */
final class AccountStates {

    static final int DEBITS_POSTED = 0;
    static final int CREDITS_POSTED = 1;
    static final int DEBITS_PENDING = 2;
    static final int CREDITS_PENDING = 3;
    static final int SEQUENCE = 4;
    static final int LAST = 5;

    /** The flags below, and the currency from {@link #CURRENCY_SHIFT} on. */
    static final int FLAGS = 6;

    /** The block that changed the flags last. */
    static final int CHANGED = 7;

    static final long OPEN = 1;
    static final long DEBITS_LIMITED = 2;
    static final long CREDITS_LIMITED = 4;
    static final long FROZEN = 8;
    static final long CLOSED = 16;

    /** An entry was wrong; what follows from it is not told again. */
    static final long BROKEN = 32;

    /** Only moves between books write it. */
    static final long CLEARING = 64;

    static final int CURRENCY_SHIFT = 8;

    private static final int WIDTH = 8;
    private static final int PAGE_BITS = 14;
    private static final int PAGE = 1 << PAGE_BITS;

    /** How many numbers may be missing; before there were blocks, numbers had gaps. */
    private static final long GAPS = 1_000_000;

    private static final long[] NONE = {};

    private final long base;
    private long[][] pages = {};
    private long opened;

    AccountStates(int book) {
        base = Head.before(book).lastAccount();
    }

    /** Whether so large a number can be an account's without exhausting the memory. */
    boolean isPlausible(long number) {
        return number > base && number - base <= opened * 2 + GAPS;
    }

    /** Opens an account that is plausible. */
    void open(long number, long flags) {
        long index = number - base;
        int page = (int) (index >> PAGE_BITS);
        if (page >= pages.length) {
            int before = pages.length;
            pages = Arrays.copyOf(pages, Math.max(page + 1, before * 2));
            Arrays.fill(pages, before, pages.length, NONE);
        }
        if (pages[page].length == 0) {
            pages[page] = new long[PAGE * WIDTH];
        }
        pages[page][slot(number) + FLAGS] = flags | OPEN;
        opened++;
    }

    /** Where the account's numbers stand, from its {@link #slot} on, or null if it is not open. */
    long @Nullable [] page(long number) {
        long index = number - base;
        int page = (int) (index >> PAGE_BITS);
        if (index <= 0 || index >> PAGE_BITS >= pages.length) {
            return null;
        }
        long[] found = pages[page];
        return found.length == 0 || (found[slot(number) + FLAGS] & OPEN) == 0 ? null : found;
    }

    /** The books' bases are multiples of a page, so a number's last digits tell. */
    static int slot(long number) {
        return ((int) number & (PAGE - 1)) * WIDTH;
    }

    static int currency(long flags) {
        return (int) (flags >> CURRENCY_SHIFT);
    }

    long opened() {
        return opened;
    }
}
