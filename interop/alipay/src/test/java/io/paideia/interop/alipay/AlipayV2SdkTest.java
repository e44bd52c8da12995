package io.paideia.interop.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import com.alipay.api.AlipayClient;
import com.alipay.api.AlipayConfig;
import com.alipay.api.CertAlipayRequest;
import com.alipay.api.DefaultAlipayClient;
import com.alipay.api.domain.AlipayDataDataserviceBillDownloadurlQueryModel;
import com.alipay.api.domain.AlipayFundTransCommonQueryModel;
import com.alipay.api.domain.AlipayFundTransUniTransferModel;
import com.alipay.api.domain.AlipayTradeAppPayModel;
import com.alipay.api.domain.AlipayTradeCloseModel;
import com.alipay.api.domain.AlipayTradeFastpayRefundQueryModel;
import com.alipay.api.domain.AlipayTradePrecreateModel;
import com.alipay.api.domain.AlipayTradeQueryModel;
import com.alipay.api.domain.AlipayTradeRefundModel;
import com.alipay.api.domain.Participant;
import com.alipay.api.internal.util.AlipaySignature;
import com.alipay.api.request.AlipayDataDataserviceBillDownloadurlQueryRequest;
import com.alipay.api.request.AlipayFundTransCommonQueryRequest;
import com.alipay.api.request.AlipayFundTransUniTransferRequest;
import com.alipay.api.request.AlipayTradeAppPayRequest;
import com.alipay.api.request.AlipayTradeCloseRequest;
import com.alipay.api.request.AlipayTradeFastpayRefundQueryRequest;
import com.alipay.api.request.AlipayTradePrecreateRequest;
import com.alipay.api.request.AlipayTradeQueryRequest;
import com.alipay.api.request.AlipayTradeRefundRequest;
import com.alipay.api.response.AlipayFundTransUniTransferResponse;
import com.alipay.api.response.AlipayTradeQueryResponse;
import com.alipay.api.response.AlipayTradeRefundResponse;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** alipay-sdk-java, unmodified, against the sandbox. */
final class AlipayV2SdkTest {

    private static final Scene SCENE = new Scene();

    enum Mode {
        KEY,
        CERTIFICATE
    }

    @AfterAll
    static void close() {
        SCENE.close();
    }

    @ParameterizedTest
    @EnumSource
    void collectsVerifiesTheNoticeAndGivesBack(Mode mode) throws Exception {
        AlipayClient client = client(mode);
        String reference = Scene.reference();
        AlipayTradePrecreateModel order = new AlipayTradePrecreateModel();
        order.setOutTradeNo(reference);
        order.setTotalAmount("99.00");
        order.setSubject("斯多葛 ethics");
        order.setProductCode("FACE_TO_FACE_PAYMENT");
        AlipayTradePrecreateRequest create = new AlipayTradePrecreateRequest();
        create.setBizModel(order);
        create.setNotifyUrl(SCENE.notifyUrl().toString());
        assertThat(send(client, mode, create).getQrCode()).startsWith("http");
        assertThat(query(client, mode, reference).getSubCode()).isEqualTo("ACQ.TRADE_NOT_EXIST");

        SCENE.pays(reference);
        Map<String, String> notice = SCENE.notice();
        assertThat(
                        AlipaySignature.rsaCheckV1(
                                new HashMap<>(notice), SCENE.bare("public-key"), "utf-8", "RSA2"))
                .isTrue();
        Map<String, String> changed = new HashMap<>(notice);
        changed.put("total_amount", "98.00");
        assertThat(AlipaySignature.rsaCheckV1(changed, SCENE.bare("public-key"), "utf-8", "RSA2"))
                .isFalse();
        AlipayTradeQueryResponse paid = query(client, mode, reference);
        assertThat(paid.getTradeStatus()).isEqualTo("TRADE_SUCCESS");
        assertThat(paid.getTotalAmount()).isEqualTo("99.00");
        assertThat(paid.getTradeNo()).isEqualTo(notice.get("trade_no"));

        AlipayTradeRefundModel back = new AlipayTradeRefundModel();
        back.setOutTradeNo(reference);
        back.setOutRequestNo(reference + "r");
        back.setRefundAmount("40.00");
        AlipayTradeRefundRequest refund = new AlipayTradeRefundRequest();
        refund.setBizModel(back);
        AlipayTradeRefundResponse refunded = send(client, mode, refund);
        assertThat(refunded.getFundChange()).isEqualTo("Y");
        assertThat(refunded.getRefundFee()).isEqualTo("40.00");
        AlipayTradeFastpayRefundQueryModel asked = new AlipayTradeFastpayRefundQueryModel();
        asked.setOutTradeNo(reference);
        asked.setOutRequestNo(reference + "r");
        AlipayTradeFastpayRefundQueryRequest ask = new AlipayTradeFastpayRefundQueryRequest();
        ask.setBizModel(asked);
        assertThat(send(client, mode, ask).getRefundStatus()).isEqualTo("REFUND_SUCCESS");
    }

    @ParameterizedTest
    @EnumSource
    void takesAnAppsOrderAndClosesIt(Mode mode) throws Exception {
        AlipayClient client = client(mode);
        String reference = Scene.reference();
        AlipayTradeAppPayModel order = new AlipayTradeAppPayModel();
        order.setOutTradeNo(reference);
        order.setTotalAmount("1.00");
        order.setSubject("An app's order & more");
        order.setProductCode("QUICK_MSECURITY_PAY");
        AlipayTradeAppPayRequest pay = new AlipayTradeAppPayRequest();
        pay.setBizModel(order);
        String text = client.sdkExecute(pay).getBody();
        HttpResponse<String> opened =
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build()
                        .send(
                                HttpRequest.newBuilder(
                                                SCENE.base().resolve("/alipay/gateway.do?" + text))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
        assertThat(opened.statusCode()).isEqualTo(200);
        assertThat(query(client, mode, reference).getTradeStatus()).isEqualTo("WAIT_BUYER_PAY");

        AlipayTradeCloseModel closing = new AlipayTradeCloseModel();
        closing.setOutTradeNo(reference);
        AlipayTradeCloseRequest close = new AlipayTradeCloseRequest();
        close.setBizModel(closing);
        assertThat(send(client, mode, close).isSuccess()).isTrue();
        assertThat(query(client, mode, reference).getTradeStatus()).isEqualTo("TRADE_CLOSED");
    }

    @Test
    void sendsMoneyOut() throws Exception {
        AlipayClient client = client(Mode.CERTIFICATE);
        String reference = Scene.reference();
        Participant payee = new Participant();
        payee.setIdentity("2088722000000009");
        payee.setIdentityType("ALIPAY_USER_ID");
        AlipayFundTransUniTransferModel wanted = new AlipayFundTransUniTransferModel();
        wanted.setOutBizNo(reference);
        wanted.setTransAmount("12.50");
        wanted.setProductCode("TRANS_ACCOUNT_NO_PWD");
        wanted.setBizScene("DIRECT_TRANSFER");
        wanted.setOrderTitle("royalties");
        wanted.setPayeeInfo(payee);
        AlipayFundTransUniTransferRequest send = new AlipayFundTransUniTransferRequest();
        send.setBizModel(wanted);
        AlipayFundTransUniTransferResponse sent = client.certificateExecute(send);
        assertThat(sent.getStatus()).isEqualTo("SUCCESS");

        AlipayFundTransCommonQueryModel asked = new AlipayFundTransCommonQueryModel();
        asked.setOutBizNo(reference);
        asked.setProductCode("TRANS_ACCOUNT_NO_PWD");
        asked.setBizScene("DIRECT_TRANSFER");
        AlipayFundTransCommonQueryRequest ask = new AlipayFundTransCommonQueryRequest();
        ask.setBizModel(asked);
        assertThat(client.certificateExecute(ask).getOrderId()).isEqualTo(sent.getOrderId());
        assertThat(client(Mode.KEY).execute(send).isSuccess()).isFalse();
    }

    @Test
    void saysThatThereIsNoBillYet() throws Exception {
        AlipayDataDataserviceBillDownloadurlQueryModel asked =
                new AlipayDataDataserviceBillDownloadurlQueryModel();
        asked.setBillType("trade");
        asked.setBillDate(LocalDate.now(ZoneId.of("Asia/Shanghai")).toString());
        AlipayDataDataserviceBillDownloadurlQueryRequest ask =
                new AlipayDataDataserviceBillDownloadurlQueryRequest();
        ask.setBizModel(asked);
        assertThat(client(Mode.KEY).execute(ask).getSubCode()).isEqualTo("isp.bill_not_exist");
    }

    private static AlipayTradeQueryResponse query(AlipayClient client, Mode mode, String reference)
            throws Exception {
        AlipayTradeQueryModel asked = new AlipayTradeQueryModel();
        asked.setOutTradeNo(reference);
        AlipayTradeQueryRequest ask = new AlipayTradeQueryRequest();
        ask.setBizModel(asked);
        return send(client, mode, ask);
    }

    private static <T extends com.alipay.api.AlipayResponse> T send(
            AlipayClient client, Mode mode, com.alipay.api.AlipayRequest<T> request)
            throws Exception {
        return mode == Mode.KEY ? client.execute(request) : client.certificateExecute(request);
    }

    private static AlipayClient client(Mode mode) throws Exception {
        if (mode == Mode.KEY) {
            AlipayConfig config = new AlipayConfig();
            config.setServerUrl(SCENE.credential("gateway"));
            config.setAppId(SCENE.credential("app-id"));
            config.setPrivateKey(SCENE.bare("private-key"));
            config.setAlipayPublicKey(SCENE.bare("public-key"));
            return new DefaultAlipayClient(config);
        }
        CertAlipayRequest config = new CertAlipayRequest();
        config.setServerUrl(SCENE.credential("gateway"));
        config.setAppId(SCENE.credential("app-id"));
        config.setPrivateKey(SCENE.bare("private-key"));
        config.setFormat("json");
        config.setCharset("utf-8");
        config.setSignType("RSA2");
        config.setCertContent(SCENE.credential("app-cert"));
        config.setAlipayPublicCertContent(SCENE.credential("alipay-cert"));
        config.setRootCertContent(SCENE.credential("root-cert"));
        return new DefaultAlipayClient(config);
    }
}
