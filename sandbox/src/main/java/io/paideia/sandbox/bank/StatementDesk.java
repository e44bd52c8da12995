package io.paideia.sandbox.bank;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Operation;
import io.paideia.sandbox.engine.Trade;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The statements of account, one a day, of the running day too; all in camt.053.001.08. */
final class StatementDesk {

    private final Engine engine;
    private final Movements movements;

    StatementDesk(Engine engine, Movements movements) {
        this.engine = engine;
        this.movements = movements;
    }

    Door.Task fetch(String method, String last, String body) {
        LocalDate day = day(last);
        LocalDate today = BankChannel.day(engine.clock().instant());
        boolean running = !day.isBefore(today);
        return new Door.Task(
                running ? Operation.QUERY : Operation.BILL,
                "",
                decline ->
                        decline || day.isAfter(today)
                                ? Door.Answer.status(404)
                                : statement(day, running));
    }

    private Door.Answer statement(LocalDate day, boolean running) {
        Instant now = engine.clock().instant();
        List<Movement> all = movements.all();
        Set<String> hidden = running ? hidden(now) : Set.of();
        List<Movement> before =
                all.stream().filter(movement -> on(movement).isBefore(day)).toList();
        List<Movement> booked = new ArrayList<>();
        for (Movement movement : all) {
            if (on(movement).equals(day) && !hidden.contains(movement.number())) {
                booked.addAll(running ? List.of(movement) : billed(movement));
            }
        }
        if (!running
                && engine.scenarios().on(Fault.Kind.BILL_EXTRA, BankChannel.NAME, "").isPresent()) {
            booked.add(extra(day));
        }
        return booked.isEmpty()
                ? Door.Answer.status(204)
                : Door.Answer.xml(
                        new Camt053("08", Account.IBAN)
                                .write("SA" + day, day, now, before, booked));
    }

    /** What has arrived and is not shown yet. */
    private Set<String> hidden(Instant now) {
        Set<String> hidden = new HashSet<>();
        movements
                .paid()
                .filter(trade -> engine.scenarios().hidesPayment(trade, now))
                .map(Trade::tradeNumber)
                .forEach(number -> hidden.add(number.orElseThrow()));
        return hidden;
    }

    private List<Movement> billed(Movement movement) {
        String reference =
                !movement.message().isEmpty()
                        ? movement.endToEnd()
                        : engine.trades()
                                .findByNumber(BankChannel.NAME, movement.number())
                                .map(trade -> trade.order().reference())
                                .orElse("");
        if (on(Fault.Kind.BILL_MISSING, reference)) {
            return List.of();
        }
        return List.of(
                on(Fault.Kind.BILL_CHANGED, reference)
                        ? movement.of(
                                new Amount(
                                        movement.amount().minor() + 1,
                                        movement.amount().currency()))
                        : movement);
    }

    private boolean on(Fault.Kind kind, String reference) {
        return engine.scenarios().on(kind, BankChannel.NAME, reference).isPresent();
    }

    private static Movement extra(LocalDate day) {
        return new Movement(
                "SBEXTRA" + day,
                Movement.Side.CREDIT,
                new Amount(4711, "EUR"),
                day.atTime(12, 0).atZone(Account.ZONE).toInstant(),
                "",
                "NOTPROVIDED",
                "Somebody Else",
                Account.PAYER_IBAN,
                Account.PAYER_BIC,
                "",
                "for last month",
                "");
    }

    private static LocalDate on(Movement movement) {
        return BankChannel.day(movement.at());
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException malformed) {
            throw new io.paideia.sandbox.http.Refused(404, "statements go by day");
        }
    }
}
