package io.paideia.channels.alipay;

import io.paideia.channels.Statements.Fetched;
import io.paideia.channels.Statements.Line;
import io.paideia.channels.Wire;
import io.paideia.channels.alipay.AlipayTransport.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The bill of a day: an address that is good for thirty seconds, where a zip lies. Source: the open
 * platform's document of alipay.data.dataservice.bill.downloadurl.query. Thread-safe.
 */
final class AlipayBills {

    private static final Set<String> NONE =
            Set.of("BILL_NOT_EXIST", "isp.bill_not_exist", "isv.bill_not_exist", "NO_BILL_DATA");

    private static final List<String> DOMAINS = List.of(".alipay.com", ".alipaydev.com");

    /** Alipay promises the bill for nine in the morning; a day more is patience. */
    private static final int FINAL_AFTER_DAYS = 2;

    private final AlipaySettings settings;
    private final AlipayTransport transport;
    private final Clock clock;
    private final Wire wire;

    AlipayBills(AlipaySettings settings, AlipayTransport transport, Clock clock) {
        this.settings = settings;
        this.transport = transport;
        this.clock = clock;
        this.wire = new Wire("Alipay's bills", settings.timeout());
    }

    Fetched statement(LocalDate day, Consumer<Line> lines) {
        return switch (transport.call(
                "alipay.data.dataservice.bill.downloadurl.query",
                Map.of("bill_type", "trade", "bill_date", day.toString(), "secure", "true"))) {
            case Answer.NotSent none -> new Fetched.Unknown(none.why());
            case Answer.NoAnswer none -> new Fetched.Unknown(none.why());
            case Answer.Given given when given.succeeded() ->
                    download(given.field("bill_download_url"), lines);
            case Answer.Given given when NONE.contains(given.subCode()) ->
                    isFinal(day) ? new Fetched.Empty() : new Fetched.NotYet();
            case Answer.Given given -> new Fetched.Unknown(given.message());
        };
    }

    private boolean isFinal(LocalDate day) {
        return clock.instant()
                .isAfter(
                        day.plusDays(FINAL_AFTER_DAYS)
                                .atTime(LocalTime.of(9, 0))
                                .atZone(AlipayTimes.BEIJING)
                                .toInstant());
    }

    /**
     * Nothing that is said tells us which stranger to call, or to read what anybody could change.
     */
    private boolean trusted(URI bill) {
        String host = bill.getHost();
        URI gateway = settings.gateway();
        boolean theGateway =
                gateway.getScheme().equals(bill.getScheme())
                        && gateway.getAuthority().equals(bill.getAuthority());
        boolean alipays =
                "https".equals(bill.getScheme())
                        && host != null
                        && bill.getUserInfo() == null
                        && DOMAINS.stream().anyMatch(host::endsWith);
        return theGateway || alipays;
    }

    private Fetched download(String address, Consumer<Line> lines) {
        try {
            URI bill = URI.create(address);
            if (!trusted(bill)) {
                return new Fetched.Unknown("The bill lies at another's: " + bill.getHost());
            }
            return wire.download(
                    HttpRequest.newBuilder(bill),
                    (status, body) ->
                            status == 200
                                    ? new AlipayBill(settings.sellerId(), lines).read(body)
                                    : new Fetched.Unknown("The bill's address says " + status));
        } catch (IOException e) {
            return new Fetched.Unknown(e.getClass().getSimpleName() + " while reading the bill");
        } catch (IllegalArgumentException malformed) {
            return new Fetched.Unknown("The bill has no address");
        }
    }
}
