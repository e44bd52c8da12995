package io.paideia.ledger;

import io.paideia.http.Page;
import io.paideia.http.Problem;
import io.paideia.identity.Caller;
import io.paideia.identity.Needs;
import io.paideia.money.Currency;
import io.paideia.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows the operator posted transfers with the blocks that seal them, and proves that they do.
 * Hashes and bytes are in hexadecimal digits.
 */
@RestController
final class ProofsEndpoint {

    private final Proofs proofs;
    private final Blocks blocks;

    /** All of it but the root goes into its hash, after the one before it. */
    record BlockBody(
            String book,
            int bookNumber,
            long number,
            Instant at,
            long lastAccount,
            long lastTransfer,
            int openings,
            int changes,
            int transfers,
            int refusals,
            String root,
            String previous,
            String hash) {

        static BlockBody of(Blocks.Sealed block) {
            Head head = block.head();
            return new BlockBody(
                    block.name(),
                    block.book(),
                    head.block(),
                    head.at(),
                    head.lastAccount(),
                    head.lastTransfer(),
                    head.openings(),
                    head.changes(),
                    head.transfers(),
                    head.refusals(),
                    head.root().toString(),
                    block.previous().toString(),
                    head.hash().toString());
        }
    }

    /** One of the two accounts, with what the transfer left there. */
    record SideBody(AccountId account, String code, long sequence, Money balance) {}

    record TransferBody(
            TransferId id,
            long number,
            Instant at,
            String kind,
            String phase,
            Money amount,
            SideBody debit,
            SideBody credit,
            @Nullable String reference,
            @Nullable TransferId resolves,
            @Nullable Instant expiresAt,
            @Nullable Long asked,
            BlockBody block) {}

    /** The hash is SHA-256(0x00 || bytes). */
    record LeafBody(String bytes, String hash) {}

    /** The neighbour's hash, and on which side of what was reached it stands. */
    record StepBody(String hash, String side) {

        static StepBody of(Merkle.Step step) {
            return new StepBody(step.neighbour().toString(), step.left() ? "left" : "right");
        }
    }

    record ProofBody(BlockBody block, LeafBody leaf, List<StepBody> path) {}

    ProofsEndpoint(Proofs proofs, Blocks blocks) {
        this.proofs = proofs;
        this.blocks = blocks;
    }

    @Needs("ledger:read")
    @GetMapping("/v1/ledger/transfers/{id}")
    TransferBody read(@PathVariable String id, Caller caller) {
        Proofs.Found found = find(id, caller);
        TransferRow row = found.row();
        Currency currency = Currency.of(found.currency());
        return new TransferBody(
                new TransferId(row.id()),
                row.number(),
                row.at(),
                row.kind(),
                row.phase().name().toLowerCase(Locale.ROOT),
                new Money(currency, row.amount()),
                new SideBody(
                        found.debit(),
                        found.debitCode(),
                        row.debitSequence(),
                        new Money(currency, row.debitBalance())),
                new SideBody(
                        found.credit(),
                        found.creditCode(),
                        row.creditSequence(),
                        new Money(currency, row.creditBalance())),
                row.reference(),
                row.resolves() == null ? null : new TransferId(row.resolves()),
                row.expiresAt(),
                row.asked(),
                BlockBody.of(sealing(row)));
    }

    @Needs("ledger:read")
    @GetMapping("/v1/ledger/transfers/{id}/proof")
    ProofBody prove(@PathVariable String id, Caller caller) {
        TransferRow row = find(id, caller).row();
        Blocks.Sealed block = sealing(row);
        Proofs.Proof proof = proofs.prove(row, block);
        return new ProofBody(
                BlockBody.of(block),
                new LeafBody(proof.bytes(), proof.leaf().toString()),
                proof.steps().stream().map(StepBody::of).toList());
    }

    /**
     * Newest first: whoever notes a hash elsewhere can tell later that the past was not changed.
     */
    @Needs("ledger:read")
    @GetMapping("/v1/ledger/blocks")
    Page<BlockBody> list(
            @RequestParam(defaultValue = "main") String book,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            Caller caller) {
        requireOperator(caller);
        Page.Request request = Page.Request.of(limit, cursor);
        if (book.indexOf('\0') >= 0 || !blocks.isBook(book)) {
            throw Problem.notFound("book");
        }
        return blocks.list(book, request).map(BlockBody::of);
    }

    private Proofs.Found find(String id, Caller caller) {
        requireOperator(caller);
        return proofs.find(TransferId.parse(id)).orElseThrow(() -> Problem.notFound("transfer"));
    }

    private Blocks.Sealed sealing(TransferRow row) {
        return blocks.sealing(row.number())
                .orElseThrow(() -> new IllegalStateException("No block seals " + row.number()));
    }

    private static void requireOperator(Caller caller) {
        if (!caller.operator()) {
            throw Problem.of(
                    HttpStatus.FORBIDDEN,
                    "insufficient_scope",
                    "Only the operator sees single transfers and blocks");
        }
    }
}
