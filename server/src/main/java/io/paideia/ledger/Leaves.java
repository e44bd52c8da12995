package io.paideia.ledger;

import io.paideia.database.Times;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The canonical bytes of what a block seals, hashed. The layout is documented, and written once
 * more in SQL, beside the tables in {@code db/migration/ledger}; a test holds both together.
 * Confined to one thread.
 */
final class Leaves {

    private static final byte LEAF = 0;
    private static final byte BLOCK = 2;
    private static final int NULL = -1;
    private static final int FIXED = 256;

    private final MessageDigest digest = Hash.digest();
    private ByteBuffer bytes = ByteBuffer.allocate(1024);

    /** The leaf of an account as it was opened. */
    Hash opening(Opening opening, Instant at) {
        begin('a', "").putLong(opening.number());
        uuid(opening.id());
        bytes.putLong(Times.micros(at))
                .put(flag(opening.debitsLimited()))
                .put(flag(opening.creditsLimited()));
        text(opening.account().currency().code());
        text(opening.account().code());
        return end();
    }

    Hash change(FlagChange change) {
        begin('f', "")
                .putLong(change.account())
                .put(flag(change.frozen()))
                .put(flag(change.closed()));
        return end();
    }

    Hash transfer(TransferRow row) {
        begin('t', row.reference())
                .putLong(row.number())
                .putLong(row.debit())
                .putLong(row.credit())
                .putLong(row.amount())
                .putLong(row.debitSequence())
                .putLong(row.creditSequence())
                .putLong(row.debitPrevious())
                .putLong(row.creditPrevious())
                .putLong(row.debitBalance())
                .putLong(row.creditBalance())
                .putLong(Times.micros(row.at()));
        uuid(row.id());
        uuid(row.resolves());
        Instant expiresAt = row.expiresAt();
        Long asked = row.asked();
        bytes.putLong(expiresAt == null ? 0 : Times.micros(expiresAt))
                .putLong(asked == null ? 0 : asked);
        text(row.phase().word());
        text(row.kind());
        text(row.reference());
        return end();
    }

    Hash refusal(Refusal refusal) {
        begin('r', "");
        uuid(refusal.id());
        byte[] content = refusal.content().bytes();
        bytes.putInt(content.length).put(content);
        text(refusal.outcome().code());
        return end();
    }

    /** The hash of a block that follows the one of the hash before. */
    Hash block(Head head, int book, Hash before) {
        bytes.clear().put(BLOCK).put(before.bytes());
        bytes.putShort((short) book)
                .putLong(head.block())
                .putLong(Times.micros(head.at()))
                .putLong(head.lastAccount())
                .putLong(head.lastTransfer())
                .putInt(head.openings())
                .putInt(head.changes())
                .putInt(head.transfers())
                .putInt(head.refusals())
                .put(head.root().bytes());
        return end();
    }

    private ByteBuffer begin(char type, @Nullable String longest) {
        int room = FIXED + Account.LONGEST * 3 + (longest == null ? 0 : longest.length() * 3);
        if (bytes.capacity() < room) {
            bytes = ByteBuffer.allocate(room * 2);
        }
        return bytes.clear().put(LEAF).put((byte) type);
    }

    private Hash end() {
        digest.update(bytes.array(), 0, bytes.position());
        return Hash.of(digest.digest());
    }

    private void uuid(@Nullable UUID value) {
        bytes.putLong(value == null ? 0 : value.getMostSignificantBits())
                .putLong(value == null ? 0 : value.getLeastSignificantBits());
    }

    private void text(@Nullable String value) {
        if (value == null) {
            bytes.putInt(NULL);
        } else {
            byte[] text = value.getBytes(StandardCharsets.UTF_8);
            bytes.putInt(text.length).put(text);
        }
    }

    private static byte flag(boolean value) {
        return (byte) (value ? 1 : 0);
    }
}
