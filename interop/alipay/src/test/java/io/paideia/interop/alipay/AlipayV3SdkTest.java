package io.paideia.interop.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.alipay.v3.ApiClient;
import com.alipay.v3.ApiException;
import com.alipay.v3.api.AlipayFundTransCommonApi;
import com.alipay.v3.api.AlipayFundTransUniApi;
import com.alipay.v3.api.AlipayTradeApi;
import com.alipay.v3.api.AlipayTradeFastpayRefundApi;
import com.alipay.v3.model.AlipayFundTransUniTransferModel;
import com.alipay.v3.model.AlipayFundTransUniTransferResponseModel;
import com.alipay.v3.model.AlipayTradeCloseModel;
import com.alipay.v3.model.AlipayTradeFastpayRefundQueryModel;
import com.alipay.v3.model.AlipayTradePrecreateModel;
import com.alipay.v3.model.AlipayTradeQueryModel;
import com.alipay.v3.model.AlipayTradeQueryResponseModel;
import com.alipay.v3.model.AlipayTradeRefundModel;
import com.alipay.v3.model.Participant;
import com.alipay.v3.util.AlipaySignature;
import com.alipay.v3.util.model.AlipayConfig;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** alipay-sdk-java-v3, unmodified, against the sandbox. */
final class AlipayV3SdkTest {

    private static final Scene SCENE = new Scene();

    @AfterAll
    static void close() {
        SCENE.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "certificate"})
    void collectsVerifiesTheNoticeAndGivesBack(String mode) throws Exception {
        AlipayTradeApi trades = new AlipayTradeApi(client(mode));
        String reference = Scene.reference();
        AlipayTradePrecreateModel order = new AlipayTradePrecreateModel();
        order.setOutTradeNo(reference);
        order.setTotalAmount("99.00");
        order.setSubject("斯多葛 ethics");
        order.setNotifyUrl(SCENE.notifyUrl().toString());
        assertThat(trades.precreate(order).getQrCode()).startsWith("http");
        AlipayTradeQueryModel asked = new AlipayTradeQueryModel();
        asked.setOutTradeNo(reference);
        ApiException absent = catchThrowableOfType(ApiException.class, () -> trades.query(asked));
        assertThat(absent.getResponseBody()).contains("ACQ.TRADE_NOT_EXIST");

        SCENE.pays(reference);
        Map<String, String> notice = SCENE.notice();
        assertThat(
                        AlipaySignature.rsaCheckV1(
                                new HashMap<>(notice), SCENE.bare("public-key"), "utf-8", "RSA2"))
                .isTrue();
        AlipayTradeQueryResponseModel paid = trades.query(asked);
        assertThat(paid.getTradeStatus()).isEqualTo("TRADE_SUCCESS");
        assertThat(paid.getTotalAmount()).isEqualTo("99.00");

        AlipayTradeRefundModel back = new AlipayTradeRefundModel();
        back.setOutTradeNo(reference);
        back.setOutRequestNo(reference + "r");
        back.setRefundAmount("40.00");
        assertThat(trades.refund(back).getFundChange()).isEqualTo("Y");
        AlipayTradeFastpayRefundQueryModel refund = new AlipayTradeFastpayRefundQueryModel();
        refund.setOutTradeNo(reference);
        refund.setOutRequestNo(reference + "r");
        assertThat(new AlipayTradeFastpayRefundApi(client(mode)).query(refund).getRefundStatus())
                .isEqualTo("REFUND_SUCCESS");
        AlipayTradeCloseModel close = new AlipayTradeCloseModel();
        close.setOutTradeNo(reference);
        assertThat(catchThrowableOfType(ApiException.class, () -> trades.close(close)).getCode())
                .isEqualTo(400);
    }

    @Test
    void sendsMoneyOutAndAsksByGet() throws Exception {
        ApiClient client = client("certificate");
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
        AlipayFundTransUniTransferResponseModel sent =
                new AlipayFundTransUniApi(client).transfer(wanted);
        assertThat(sent.getStatus()).isEqualTo("SUCCESS");
        assertThat(
                        new AlipayFundTransCommonApi(client)
                                .query(
                                        "TRANS_ACCOUNT_NO_PWD",
                                        "DIRECT_TRANSFER",
                                        reference,
                                        null,
                                        null)
                                .getStatus())
                .isEqualTo("SUCCESS");
    }

    private static ApiClient client(String mode) throws Exception {
        AlipayConfig config = new AlipayConfig();
        config.setServerUrl(SCENE.base().toString());
        config.setAppId(SCENE.credential("app-id"));
        config.setPrivateKey(SCENE.bare("private-key"));
        if (mode.equals("key")) {
            config.setAlipayPublicKey(SCENE.bare("public-key"));
        } else {
            config.setAppCertContent(SCENE.credential("app-cert"));
            config.setAlipayPublicCertContent(SCENE.credential("alipay-cert"));
            config.setRootCertContent(SCENE.credential("root-cert"));
        }
        ApiClient client = new ApiClient();
        client.setBasePath(SCENE.base().toString());
        client.setAlipayConfig(config);
        return client;
    }
}
