package io.paideia.sandbox.bank;

import io.paideia.sandbox.engine.Amount;
import io.paideia.sandbox.engine.Channel;
import io.paideia.sandbox.engine.Payout;
import io.paideia.sandbox.engine.RsaSignature;
import io.paideia.sandbox.engine.Topic;
import io.paideia.sandbox.engine.Trade;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the bank drops at the merchant's: a statement for each receipt, a report for each transfer.
 */
final class BankChannel implements Channel.Paying {

    static final String NAME = "bank";

    private static final List<Duration> RETRY_DELAYS =
            Stream.of(1, 5, 15, 60, 240, 720, 1440).map(Duration::ofMinutes).toList();

    private final Account account;
    private final RandomGenerator random;
    private volatile @Nullable Movements movements;

    BankChannel(Account account, RandomGenerator random) {
        this.account = account;
        this.random = random;
    }

    void books(Movements booked) {
        this.movements = booked;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String newTradeNumber(Instant at) {
        return "SB" + day(at).toString().replace("-", "") + digits(12);
    }

    @Override
    public String newNoticeId(Instant at) {
        return "ST" + day(at).toString().replace("-", "") + digits(12);
    }

    @Override
    public List<Duration> retryDelays() {
        return RETRY_DELAYS;
    }

    @Override
    public Amount sends(Trade trade) {
        return Objects.requireNonNull(movements).sends(trade);
    }

    @Override
    public Optional<URI> address(Trade trade, Topic topic) {
        return topic.kind() == Topic.Kind.PAID
                ? Optional.ofNullable(trade.order().notifyUrl())
                : Optional.empty();
    }

    @Override
    public HttpRequest.Builder notice(
            Trade trade, Topic topic, URI to, String noticeId, Instant at, Lie lie) {
        // An amount is no lie of a bank's: the payer sent another one, and the bank tells it.
        return letter(to, statement(Movements.credit(trade), noticeId, at, lie), lie);
    }

    @Override
    public HttpRequest.Builder notice(Payout payout, URI to, String noticeId, Instant at, Lie lie) {
        String text =
                payout.detail(Payments.RETURNED).isPresent()
                        ? statement(Movements.back(payout), noticeId, at, lie)
                        : Pain002.of(payout, noticeId, at);
        return letter(to, text, lie);
    }

    /** A statement of this one booking, as banks drop them through the day. */
    private String statement(Movement booked, String noticeId, Instant at, Lie lie) {
        boolean other = lie == Lie.SELLER || lie == Lie.APP;
        List<Movement> before =
                Objects.requireNonNull(movements).all().stream()
                        .filter(movement -> movement.at().isBefore(booked.at()))
                        .toList();
        return new Camt053("02", other ? Account.OTHER_IBAN : Account.IBAN)
                .write(noticeId, day(booked.at()), at, before, List.of(booked));
    }

    @Override
    public boolean acknowledges(int status, String body) {
        return status == 200;
    }

    @Override
    public Optional<URI> returnAddress(Trade trade, Instant at) {
        return Optional.ofNullable(trade.order().returnUrl());
    }

    static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, Account.ZONE);
    }

    private HttpRequest.Builder letter(URI to, String text, Lie lie) {
        boolean forged = lie == Lie.SIGNATURE || lie == Lie.PROBE;
        return HttpRequest.newBuilder(to)
                .header("Content-Type", "application/xml; charset=utf-8")
                .header("User-Agent", "Paideia-Sandbox-Bank")
                .header(Door.HEADER, RsaSignature.sign(forged ? "forged" : text, account.bankKey()))
                .POST(BodyPublishers.ofString(text));
    }

    private String digits(int count) {
        return random.ints(count, 0, 10)
                .mapToObj(digit -> String.format(Locale.ROOT, "%d", digit))
                .collect(Collectors.joining());
    }
}
