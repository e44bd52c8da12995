package io.paideia.ledger;

import io.paideia.http.Creation;
import io.paideia.http.Problem;
import io.paideia.identity.Caller;
import io.paideia.identity.Needs;
import io.paideia.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * Moves money between books for the operator, and shows whether the books agree on what went
 * between them. The latter names no account, so whoever may read sees it.
 */
@RestController
final class MovesEndpoint {

    private static final Logger log = LoggerFactory.getLogger(MovesEndpoint.class);

    private static final String MOVES = "/v1/ledger/moves";

    /** A caller is not kept for longer; the move goes on without. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Moves moves;
    private final Books books;
    private final Accounts accounts;
    private final Clearing clearing;
    private final Creation creation;

    /** One end of a move. */
    record End(String book, String account) {

        static End of(Place place) {
            return new End(place.book(), place.account().code());
        }
    }

    /**
     * A move as it is shown.
     *
     * @param status under_way, moved, or refused with its reason
     */
    record MoveBody(
            MoveId id,
            End from,
            End to,
            Money amount,
            String kind,
            String status,
            @Nullable String refusedBy,
            Instant begunAt,
            @Nullable Instant endedAt) {

        static MoveBody of(Move move) {
            MoveOrder order = move.order();
            return new MoveBody(
                    order.id(),
                    End.of(order.from()),
                    End.of(order.to()),
                    order.amount(),
                    order.kind(),
                    move.status(),
                    move.refusedBy(),
                    move.begunAt(),
                    move.endedAt());
        }
    }

    /** What each pair of books says of what went one way between them. */
    record ClearingBody(List<Clearing.Pair> pairs) {}

    MovesEndpoint(
            Moves moves, Books books, Accounts accounts, Clearing clearing, Creation creation) {
        this.moves = moves;
        this.books = books;
        this.accounts = accounts;
        this.clearing = clearing;
        this.creation = creation;
    }

    @Needs("ledger:write")
    @PostMapping(MOVES)
    ResponseEntity<String> move(
            @RequestBody MoveRequest request,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Caller caller) {
        if (!caller.operator()) {
            throw Problem.of(
                    HttpStatus.FORBIDDEN,
                    "insufficient_scope",
                    "Only the operator moves money between books");
        }
        request.check(books);
        MoveOrder order = request.order(accounts.places(request.accountIds()));
        return creation.keyed(caller.tenant(), key, "POST " + MOVES, request, _ -> created(order));
    }

    @Needs("ledger:read")
    @GetMapping(MOVES + "/{id}")
    MoveBody read(@PathVariable String id, Caller caller) {
        return moves.find(MoveId.parse(id))
                .filter(_ -> caller.operator())
                .map(MoveBody::of)
                .orElseThrow(() -> Problem.notFound("move"));
    }

    @Needs("ledger:read")
    @GetMapping("/v1/ledger/clearing")
    ClearingBody clearing() {
        return new ClearingBody(clearing.pairs());
    }

    private Creation.Created created(MoveOrder order) {
        BeginMove.Begun begun = moves.begin(order);
        if (!begun.move().order().equals(order)) {
            throw Problem.conflict("id_reused", "This id is another move's");
        }
        Move move = carried(begun.move());
        int ended = begun.before() ? 200 : 201;
        return new Creation.Created(
                MOVES + "/" + order.id(), MoveBody.of(move), move.underWay() ? 202 : ended);
    }

    /** From here on the move is written down: whatever happens, it is not the caller's worry. */
    private Move carried(Move begun) {
        MoveId id = begun.order().id();
        try {
            return moves.carry(begun).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            log.info("The move {} takes its time", id);
        } catch (ExecutionException e) {
            log.warn("The move {} is left under way", id, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return begun;
    }
}
