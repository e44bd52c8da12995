package io.paideia.sandbox.alipay;

import io.paideia.sandbox.alipay.Call.Rejected;
import io.paideia.sandbox.engine.Beijing;
import io.paideia.sandbox.engine.VirtualClock;
import io.paideia.sandbox.http.Endpoint;
import io.paideia.sandbox.http.Exchange;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * {@code alipay.data.dataservice.bill.downloadurl.query} and the address that it gives: from nine
 * the next morning on, for a day on which something happened; good for thirty seconds.
 */
final class Billing implements Endpoint {

    static final String PATH = "/alipay/bill";
    static final String NO_BILL = "isp.bill_not_exist";

    private static final int VALID_SECONDS = 30;
    private static final LocalTime READY = LocalTime.of(9, 0);

    private final Account account;
    private final Bill bill;
    private final VirtualClock clock;
    private final Supplier<URI> base;
    private final Map<String, Ready> ready = new ConcurrentHashMap<>();

    private record Ready(LocalDate day, Instant until) {}

    Billing(Account account, Bill bill, VirtualClock clock, Supplier<URI> base) {
        this.account = account;
        this.bill = bill;
        this.clock = clock;
        this.base = base;
    }

    Answer query(Call call) {
        if (!call.required("bill_type").equals("trade")) {
            throw new Rejected("isv.invalid-arguments", "only bills of the type trade are made");
        }
        LocalDate day = day(call.required("bill_date"));
        Instant now = clock.instant();
        if (now.isBefore(Beijing.at(day.plusDays(1), READY)) || bill.isEmpty(day)) {
            return Answer.failed(NO_BILL, "账单不存在");
        }
        ready.values().removeIf(earlier -> earlier.until().isBefore(now));
        String token = UUID.randomUUID().toString();
        ready.put(token, new Ready(day, now.plusSeconds(VALID_SECONDS)));
        return new Answer.Done(
                Map.of("bill_download_url", base.get().resolve(PATH + "?token=" + token)));
    }

    /** The address itself, which is not signed: whoever knows it may read. */
    @Override
    public void serve(Exchange exchange) throws IOException {
        Ready known = ready.get(exchange.query().getOrDefault("token", ""));
        if (known == null || known.until().isBefore(clock.instant())) {
            exchange.answer(403, "text/plain;charset=utf-8", "the address is not valid any more");
            return;
        }
        exchange.answer(200, "application/octet-stream", bill.zip(known.day(), account.sellerId()));
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException malformed) {
            throw new Rejected("isv.invalid-arguments", "bill_date is yyyy-MM-dd");
        }
    }
}
