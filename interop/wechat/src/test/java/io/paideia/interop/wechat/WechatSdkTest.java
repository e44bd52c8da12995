package io.paideia.interop.wechat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import com.wechat.pay.java.core.RSAPublicKeyConfig;
import com.wechat.pay.java.core.exception.ServiceException;
import com.wechat.pay.java.core.exception.ValidationException;
import com.wechat.pay.java.core.http.DefaultHttpClientBuilder;
import com.wechat.pay.java.core.http.HttpClient;
import com.wechat.pay.java.core.notification.NotificationParser;
import com.wechat.pay.java.core.notification.RSAPublicKeyNotificationConfig;
import com.wechat.pay.java.core.notification.RequestParam;
import com.wechat.pay.java.service.payments.model.Transaction;
import com.wechat.pay.java.service.payments.nativepay.NativePayService;
import com.wechat.pay.java.service.payments.nativepay.model.Amount;
import com.wechat.pay.java.service.payments.nativepay.model.CloseOrderRequest;
import com.wechat.pay.java.service.payments.nativepay.model.PrepayRequest;
import com.wechat.pay.java.service.payments.nativepay.model.QueryOrderByOutTradeNoRequest;
import com.wechat.pay.java.service.refund.RefundService;
import com.wechat.pay.java.service.refund.model.AmountReq;
import com.wechat.pay.java.service.refund.model.CreateRequest;
import com.wechat.pay.java.service.refund.model.QueryByOutRefundNoRequest;
import com.wechat.pay.java.service.refund.model.Refund;
import io.paideia.sandbox.Sandbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * wechatpay-java, unmodified, against the sandbox. The SDK knows WeChat's hosts alone, so the HTTP
 * client beneath it is told to go elsewhere; what it signs stays as it is.
 */
final class WechatSdkTest {

    private record Letter(Headers headers, String body) {}

    private final BlockingQueue<Letter> letters = new LinkedBlockingQueue<>();
    private final HttpServer box = box();
    private final Sandbox sandbox =
            Sandbox.start(Path.of("target", "sandbox", UUID.randomUUID().toString()), 0);
    private final URI notify =
            URI.create("http://127.0.0.1:" + box.getAddress().getPort() + "/notify");
    private final Map<String, String> credentials = sandbox.credentials("wechat", notify);
    private final RSAPublicKeyConfig config =
            new RSAPublicKeyConfig.Builder()
                    .merchantId(credentials.get("mch-id"))
                    .privateKey(credentials.get("private-key"))
                    .merchantSerialNumber(credentials.get("merchant-serial"))
                    .publicKey(credentials.get("public-key"))
                    .publicKeyId(credentials.get("public-key-id"))
                    .apiV3Key(credentials.get("api-v3-key"))
                    .build();
    private final HttpClient client =
            new DefaultHttpClientBuilder().config(config).okHttpClient(elsewhere()).build();
    private final NativePayService orders =
            new NativePayService.Builder().config(config).httpClient(client).build();
    private final String reference = UUID.randomUUID().toString().replace("-", "");

    @AfterEach
    void close() {
        sandbox.close();
        box.stop(0);
    }

    @Test
    void collectsVerifiesTheNoticeAndGivesBack() throws Exception {
        assertThat(orders.prepay(order()).getCodeUrl()).isNotBlank();
        assertThat(query().getTradeState()).isEqualTo(Transaction.TradeStateEnum.NOTPAY);
        pays();

        NotificationParser parser =
                new NotificationParser(
                        new RSAPublicKeyNotificationConfig.Builder()
                                .publicKey(credentials.get("public-key"))
                                .publicKeyId(credentials.get("public-key-id"))
                                .apiV3Key(credentials.get("api-v3-key"))
                                .build());
        Letter letter = letters.poll(20, TimeUnit.SECONDS);
        assertThat(letter).isNotNull();
        Transaction told = parser.parse(parameters(letter, letter.body()), Transaction.class);
        assertThat(told.getOutTradeNo()).isEqualTo(reference);
        assertThat(told.getAmount().getTotal()).isEqualTo(9900);
        assertThatThrownBy(
                        () ->
                                parser.parse(
                                        parameters(letter, letter.body() + " "), Transaction.class))
                .isInstanceOf(ValidationException.class);
        assertThat(query().getTradeState()).isEqualTo(Transaction.TradeStateEnum.SUCCESS);

        RefundService refunds =
                new RefundService.Builder().config(config).httpClient(client).build();
        AmountReq amount = new AmountReq();
        amount.setRefund(4000L);
        amount.setTotal(9900L);
        amount.setCurrency("CNY");
        CreateRequest wanted = new CreateRequest();
        wanted.setOutTradeNo(reference);
        wanted.setOutRefundNo(reference + "r");
        wanted.setAmount(amount);
        Refund begun = refunds.create(wanted);
        assertThat(begun.getOutRefundNo()).isEqualTo(reference + "r");
        QueryByOutRefundNoRequest asked = new QueryByOutRefundNoRequest();
        asked.setOutRefundNo(reference + "r");
        assertThat(refunds.queryByOutRefundNo(asked).getAmount().getRefund()).isEqualTo(4000);
    }

    @Test
    void closesAndSaysWhatIsNotThere() {
        assertThatThrownBy(this::query)
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("ORDER_NOT_EXIST");
        orders.prepay(order());
        CloseOrderRequest close = new CloseOrderRequest();
        close.setMchid(credentials.get("mch-id"));
        close.setOutTradeNo(reference);
        orders.closeOrder(close);
        assertThat(query().getTradeState()).isEqualTo(Transaction.TradeStateEnum.CLOSED);
    }

    private PrepayRequest order() {
        Amount amount = new Amount();
        amount.setTotal(9900);
        amount.setCurrency("CNY");
        PrepayRequest order = new PrepayRequest();
        order.setAppid(credentials.get("app-id"));
        order.setMchid(credentials.get("mch-id"));
        order.setDescription("斯多葛 ethics");
        order.setOutTradeNo(reference);
        order.setNotifyUrl(notify.toString());
        order.setAmount(amount);
        return order;
    }

    private Transaction query() {
        QueryOrderByOutTradeNoRequest asked = new QueryOrderByOutTradeNoRequest();
        asked.setMchid(credentials.get("mch-id"));
        asked.setOutTradeNo(reference);
        return orders.queryOrderByOutTradeNo(asked);
    }

    private void pays() throws Exception {
        java.net.http.HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(sandbox.baseUri().resolve("/_control/pay"))
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"reference\":\"" + reference + "\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
    }

    private static RequestParam parameters(Letter letter, String body) {
        return new RequestParam.Builder()
                .serialNumber(letter.headers().getFirst("Wechatpay-Serial"))
                .timestamp(letter.headers().getFirst("Wechatpay-Timestamp"))
                .nonce(letter.headers().getFirst("Wechatpay-Nonce"))
                .signature(letter.headers().getFirst("Wechatpay-Signature"))
                .body(body)
                .build();
    }

    private OkHttpClient elsewhere() {
        return new OkHttpClient.Builder()
                .addInterceptor(
                        chain -> {
                            okhttp3.Request request = chain.request();
                            okhttp3.HttpUrl there =
                                    request.url()
                                            .newBuilder()
                                            .scheme("http")
                                            .host("127.0.0.1")
                                            .port(sandbox.port())
                                            .encodedPath("/wechat" + request.url().encodedPath())
                                            .build();
                            return chain.proceed(request.newBuilder().url(there).build());
                        })
                .build();
    }

    private HttpServer box() {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext(
                    "/notify",
                    exchange -> {
                        letters.add(
                                new Letter(
                                        exchange.getRequestHeaders(),
                                        new String(
                                                exchange.getRequestBody().readAllBytes(),
                                                StandardCharsets.UTF_8)));
                        exchange.sendResponseHeaders(204, -1);
                        exchange.close();
                    });
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
