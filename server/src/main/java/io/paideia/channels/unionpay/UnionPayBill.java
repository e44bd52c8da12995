package io.paideia.channels.unionpay;

import io.paideia.channels.Bounded;
import io.paideia.channels.Statements.Fetched;
import io.paideia.channels.Statements.Line;
import io.paideia.channels.unionpay.UnionPayGateway.Answer;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Fetches the bill of a settlement day: transaction 76/01, whose answer carries a deflated zip in
 * Base64 with a file of fixed columns, the ZM file. The ZME file beside it, of disputes, is left
 * alone.
 */
final class UnionPayBill {

    /** What the file host answers when there is no file. */
    private static final String NO_FILE = "98";

    private static final DateTimeFormatter MONTH_AND_DAY = DateTimeFormatter.ofPattern("MMdd");

    /** Days are named without their year, so an older one would mean a newer. */
    private static final int OLDEST_DAYS = 300;

    /** A bill is there on the next morning; two days later none will come. */
    private static final int LATEST_DAYS = 2;

    private final UnionPayGateway gateway;
    private final Clock clock;

    UnionPayBill(UnionPayGateway gateway, Clock clock) {
        this.gateway = gateway;
        this.clock = clock;
    }

    Fetched fetch(LocalDate day, Consumer<Line> lines) {
        LocalDate today = UnionPayMessage.day(clock.instant());
        if (day.isBefore(today.minusDays(OLDEST_DAYS))) {
            return new Fetched.Unknown("UnionPay has no bills older than " + OLDEST_DAYS + " days");
        }
        return switch (gateway.download(
                Map.of(
                        "txnType", "76",
                        "txnSubType", "01",
                        "bizType", "000000",
                        "txnTime", UnionPayMessage.time(clock.instant()),
                        "settleDate", MONTH_AND_DAY.format(day),
                        "fileType", "00"))) {
            case Answer.NotSent none -> new Fetched.Unknown(none.why());
            case Answer.NoAnswer none -> new Fetched.Unknown(none.why());
            case Answer.Given given when given.code().equals("00") ->
                    read(given.field("fileContent"), day, lines);
            case Answer.Given given when given.code().equals(NO_FILE) ->
                    day.isBefore(today.minusDays(LATEST_DAYS))
                            ? new Fetched.Empty()
                            : new Fetched.NotYet();
            case Answer.Given given -> new Fetched.Unknown(given.message());
        };
    }

    static Fetched read(String fileContent, LocalDate day, Consumer<Line> lines) {
        long count = 0;
        boolean found = false;
        try (InputStream packed =
                        Bounded.bill(
                                new InflaterInputStream(
                                        new ByteArrayInputStream(
                                                Base64.getMimeDecoder().decode(fileContent))));
                ZipInputStream zip = new ZipInputStream(packed)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().contains("ZM_")) {
                    found = true;
                    count +=
                            UnionPayRow.readAll(
                                    new BufferedInputStream(Bounded.lines(zip)), day, lines);
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            return new Fetched.Unknown("The bill cannot be read: " + e.getMessage());
        }
        return found ? new Fetched.Complete(count) : new Fetched.Unknown("The bill has no ZM file");
    }
}
