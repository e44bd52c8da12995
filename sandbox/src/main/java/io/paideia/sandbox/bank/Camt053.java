package io.paideia.sandbox.bank;

import io.paideia.sandbox.engine.Amount;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeSet;

/**
 * Statements of account, camt.053.001.02 and .08; one statement for each currency of the account,
 * with its own balances.
 */
final class Camt053 {

    private final boolean newer;
    private final String account;

    /** Of one version, 02 or 08, and for an account. */
    Camt053(String version, String account) {
        this.newer = version.equals("08");
        this.account = account;
    }

    /**
     * Writes it.
     *
     * @param before everything that was booked before
     * @param booked what the statement is about
     */
    String write(
            String id, LocalDate day, Instant at, List<Movement> before, List<Movement> booked) {
        Message message = new Message("camt.053.001." + (newer ? "08" : "02"));
        message.open("BkToCstmrStmt");
        message.leaf("GrpHdr/MsgId", id);
        TreeSet<String> currencies = new TreeSet<>();
        booked.forEach(movement -> currencies.add(movement.amount().currency()));
        for (String currency : currencies) {
            statement(
                    message,
                    currencies.size() == 1 ? id : id + "-" + currency,
                    day,
                    at,
                    of(currency, before),
                    of(currency, booked),
                    currency);
        }
        return message.close(1).written();
    }

    private void statement(
            Message message,
            String id,
            LocalDate day,
            Instant at,
            List<Movement> before,
            List<Movement> booked,
            String currency) {
        BigDecimal opening =
                new BigDecimal(new Amount(0, currency).decimal())
                        .add(new BigDecimal(Account.OPENING))
                        .add(sum(before));
        message.open("Stmt")
                .leaf("Id", id)
                .leaf("CreDtTm", at.truncatedTo(ChronoUnit.SECONDS).toString())
                .open("FrToDt")
                .leaf("FrDtTm", day.atStartOfDay(Account.ZONE).toOffsetDateTime().toString())
                .leaf(
                        "ToDtTm",
                        day.plusDays(1).atStartOfDay(Account.ZONE).toOffsetDateTime().toString())
                .close(1)
                .leaf(account.matches("[A-Z]{2}.*") ? "Acct/Id/IBAN" : "Acct/Id/Othr/Id", account);
        balance(message, "OPBD", currency, opening, day);
        balance(message, "CLBD", currency, opening.add(sum(booked)), day);
        int nth = 0;
        for (Movement movement : booked) {
            entry(message, movement, ++nth);
        }
        message.close(1);
    }

    private static void balance(
            Message message, String code, String currency, BigDecimal amount, LocalDate day) {
        message.open("Bal")
                .leaf("Tp/CdOrPrtry/Cd", code)
                .amount("Amt", currency, amount.abs().toPlainString())
                .leaf("CdtDbtInd", amount.signum() < 0 ? "DBIT" : "CRDT")
                .leaf("Dt/Dt", day.toString())
                .close(1);
    }

    private void entry(Message message, Movement movement, int nth) {
        boolean in = movement.side() == Movement.Side.CREDIT;
        String party = in ? "Dbtr" : "Cdtr";
        message.open("Ntry")
                .leaf("NtryRef", Integer.toString(nth))
                .amount("Amt", movement.amount().currency(), movement.amount().decimal())
                .leaf("CdtDbtInd", in ? "CRDT" : "DBIT")
                .leaf(newer ? "Sts/Cd" : "Sts", "BOOK")
                .leaf("BookgDt/DtTm", movement.at().truncatedTo(ChronoUnit.SECONDS).toString())
                .leaf("AcctSvcrRef", movement.number())
                .leaf("BkTxCd/Domn/Cd", "PMNT")
                .open("NtryDtls", "TxDtls")
                .open("Refs")
                .leaf("MsgId", movement.message())
                .leaf("EndToEndId", movement.endToEnd())
                .close(1)
                .open("RltdPties")
                .leaf(newer ? party + "/Pty/Nm" : party + "/Nm", movement.name())
                .leaf(
                        party
                                + (movement.account().matches("[A-Z]{2}.*")
                                        ? "Acct/Id/IBAN"
                                        : "Acct/Id/Othr/Id"),
                        movement.account());
        if (in && !movement.to().isEmpty()) {
            message.leaf(
                    movement.to().matches("[A-Z]{2}.*")
                            ? "CdtrAcct/Id/IBAN"
                            : "CdtrAcct/Id/Othr/Id",
                    movement.to());
        }
        message.close(1)
                .leaf(
                        "RltdAgts/" + party + "Agt/FinInstnId/" + (newer ? "BICFI" : "BIC"),
                        movement.bic())
                .leaf("RmtInf/Ustrd", movement.text())
                .leaf("RtrInf/Rsn/Cd", movement.returned())
                .close(3);
    }

    private static BigDecimal sum(List<Movement> movements) {
        return movements.stream()
                .map(
                        movement ->
                                movement.side() == Movement.Side.CREDIT
                                        ? new BigDecimal(movement.amount().decimal())
                                        : new BigDecimal(movement.amount().decimal()).negate())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static List<Movement> of(String currency, List<Movement> movements) {
        return movements.stream()
                .filter(movement -> movement.amount().currency().equals(currency))
                .toList();
    }
}
