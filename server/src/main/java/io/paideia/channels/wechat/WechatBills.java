package io.paideia.channels.wechat;

import io.paideia.channels.Statements.Fetched;
import io.paideia.channels.Statements.Line;
import io.paideia.channels.wechat.WechatGateway.Answer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * The bill of a day: asked for, then downloaded. The download is not signed, so its digest, which
 * the signed answer named, says whether it is genuine. Source: WeChat Pay's documents of {@code
 * /v3/bill/tradebill} and of downloading bills. Thread-safe.
 */
final class WechatBills {

    private static final String DOWNLOAD = "/v3/billdownload/";

    /** From then on a day without a bill had no trades. */
    private static final LocalTime SURELY_MADE = LocalTime.of(10, 0);

    private final WechatSettings settings;
    private final WechatGateway gateway;
    private final Clock clock;

    WechatBills(WechatSettings settings, WechatGateway gateway, Clock clock) {
        this.settings = settings;
        this.gateway = gateway;
        this.clock = clock;
    }

    Fetched statement(LocalDate day, Consumer<Line> lines) {
        return switch (gateway.get("/v3/bill/tradebill?bill_date=" + day + "&bill_type=ALL")) {
            case Answer.NotSent none -> new Fetched.Unknown(none.why());
            case Answer.NoAnswer none -> new Fetched.Unknown(none.why());
            case Answer.Given given when given.text("/hash_type").equals("SHA1") ->
                    download(given.text("/download_url"), given.text("/hash_value"), lines);
            case Answer.Given given ->
                    new Fetched.Unknown("The bill's digest is " + given.text("/hash_type"));
            case Answer.Denied denied when denied.code().equals("STATEMENT_CREATING") ->
                    new Fetched.NotYet();
            case Answer.Denied denied when denied.code().equals("NO_STATEMENT_EXIST") ->
                    isSurelyMade(day) ? new Fetched.Empty() : new Fetched.NotYet();
            case Answer.Denied denied
                    when denied.code().equals("INVALID_REQUEST") && !isOver(day) ->
                    new Fetched.NotYet();
            case Answer.Denied denied -> new Fetched.Unknown(denied.why());
        };
    }

    /** Of the address only the path is used: no message tells us which host to call. */
    private Fetched download(String address, String sha1, Consumer<Line> lines) {
        int path = address.indexOf(DOWNLOAD);
        if (path < 0) {
            return new Fetched.Unknown("The bill's address is not below " + DOWNLOAD);
        }
        try {
            return gateway.download(
                    address.substring(path),
                    (status, body) ->
                            status == 200
                                    ? read(body, sha1, lines)
                                    : new Fetched.Unknown("The bill's HTTP status is " + status));
        } catch (IOException | IllegalArgumentException e) {
            return new Fetched.Unknown(
                    "The bill cannot be read: "
                            + e.getClass().getSimpleName()
                            + " "
                            + e.getMessage());
        }
    }

    private Fetched read(InputStream body, String sha1, Consumer<Line> lines) throws IOException {
        MessageDigest digest = sha1();
        // The digest lies beneath the buffer, so that it sees every byte however it is read.
        InputStream bill = new BufferedInputStream(new DigestInputStream(body, digest));
        long count = new BillReader(bill, settings.mchId()).read(lines);
        return HexFormat.of().formatHex(digest.digest()).equalsIgnoreCase(sha1)
                ? new Fetched.Complete(count)
                : new Fetched.Unknown("The bill's digest is not what was announced");
    }

    private boolean isOver(LocalDate day) {
        return day.isBefore(LocalDate.ofInstant(clock.instant(), WechatTimes.BEIJING));
    }

    private boolean isSurelyMade(LocalDate day) {
        return !clock.instant()
                .isBefore(
                        day.plusDays(1)
                                .atTime(SURELY_MADE)
                                .atZone(WechatTimes.BEIJING)
                                .toInstant());
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
