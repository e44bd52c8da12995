package io.paideia.channels.wechat;

import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.channels.NoticeReading;
import io.paideia.channels.RawNotice;
import io.paideia.channels.Refunds.Refunding;
import io.paideia.channels.Standing;
import io.paideia.channels.Told;
import io.paideia.channels.Transfers.Transferring;
import io.paideia.money.Money;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Notices that a test signs and seals itself, so that it can sign what WeChat Pay would not. */
final class WechatNoticesTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String KEY_ID = "PUB_KEY_ID_0000000000000000000000000001";
    private static final String API_V3_KEY = "0123456789abcdef0123456789abcdef";
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final KeyPair PLATFORM = pair();
    private static final KeyPair MERCHANT = pair();
    private static final String ORDER =
            """
            {"mchid":"1900000109","appid":"wxd678efh567hg6787","out_trade_no":"01order","transaction_id":"4200001",
             "trade_state":"SUCCESS","amount":{"total":9900,"payer_total":9900,"currency":"CNY","payer_currency":"CNY"}}
            """;

    private final AtomicInteger fetches = new AtomicInteger();
    private final WechatNotices notices =
            new WechatNotices(
                    settings(),
                    new PlatformKeys(
                            new PlatformKeys.Known(
                                    KEY_ID, PLATFORM.getPublic(), Instant.MIN, Instant.MAX),
                            () -> {
                                fetches.incrementAndGet();
                                return Optional.empty();
                            },
                            clock()),
                    new Sealed(API_V3_KEY),
                    JSON,
                    clock());

    @Test
    void believesAGenuineNotice() {
        assertThat(notices.read(new Letter().about("TRANSACTION.SUCCESS", ORDER)))
                .isEqualTo(
                        new NoticeReading.Genuine(
                                "01order", new Standing.Paid(Money.of("CNY", 9900), "4200001")));
    }

    @ParameterizedTest
    @CsvSource({
        "wxd678efh567hg6787,wx0000000000000000,app",
        "1900000109,1900999999,seller",
        "9900,0,amount",
        "9900,-9900,amount",
        "9900,99.5,amount",
        "9900,99999999999999999999,amount",
        "4200001,'',amount",
    })
    void refusesWhatIsSignedAndDoesNotFit(String genuine, String other, String why) {
        assertThat(
                        notices.read(
                                new Letter()
                                        .about(
                                                "TRANSACTION.SUCCESS",
                                                ORDER.replace(genuine, other))))
                .isEqualTo(new NoticeReading.Refused(why, "01order"));
    }

    @Test
    void refusesAnotherCurrency() {
        assertThat(
                        notices.read(
                                new Letter()
                                        .about(
                                                "TRANSACTION.SUCCESS",
                                                ORDER.replace("\"CNY\"", "\"HKD\""))))
                .isEqualTo(new NoticeReading.Refused("amount", "01order"));
    }

    @ParameterizedTest
    @ValueSource(longs = {-301, 301, -86_400, 86_400})
    void refusesAWellSignedNoticeOfAnotherTime(long seconds) {
        Letter old = new Letter();
        old.at = NOW.plusSeconds(seconds);
        assertThat(notices.read(old.about("TRANSACTION.SUCCESS", ORDER)))
                .isEqualTo(new NoticeReading.Refused("time", null));
    }

    @ParameterizedTest
    @ValueSource(longs = {-300, 300})
    void forgivesFiveMinutes(long seconds) {
        Letter skewed = new Letter();
        skewed.at = NOW.plusSeconds(seconds);
        assertThat(notices.read(skewed.about("TRANSACTION.SUCCESS", ORDER)))
                .isInstanceOf(NoticeReading.Genuine.class);
    }

    @Test
    void refusesEveryMutation() {
        RawNotice good = new Letter().about("TRANSACTION.SUCCESS", ORDER);
        for (String header :
                new String[] {
                    "wechatpay-timestamp",
                    "wechatpay-nonce",
                    "wechatpay-serial",
                    "wechatpay-signature"
                }) {
            for (String value : new String[] {"", "1795255201", "WECHATPAY/SIGNTEST/abcd", "\n"}) {
                Map<String, String> headers = new HashMap<>(good.headers());
                headers.put(header, value);
                assertThat(notices.read(new RawNotice("wechat", headers, good.body())))
                        .as("%s: %s", header, value)
                        .isInstanceOf(NoticeReading.Refused.class);
            }
        }
        for (int at = 0; at < good.body().length(); at += 7) {
            String body =
                    good.body().substring(0, at)
                            + (char) (good.body().charAt(at) ^ 1)
                            + good.body().substring(at + 1);
            assertThat(notices.read(new RawNotice("wechat", good.headers(), body)))
                    .isEqualTo(new NoticeReading.Refused("signature", null));
        }
    }

    @Test
    void refusesAnotherAlgorithmOfSigning() {
        Letter other = new Letter();
        other.type = "WECHATPAY2-SM2-WITH-SM3";
        assertThat(notices.read(other.about("TRANSACTION.SUCCESS", ORDER)))
                .isEqualTo(new NoticeReading.Refused("signature", null));
    }

    @Test
    void refusesWhatIsSignedButNotSealedForUs() {
        Letter other = new Letter();
        other.apiV3Key = "fedcba9876543210fedcba9876543210";
        assertThat(notices.read(other.about("TRANSACTION.SUCCESS", ORDER)))
                .isEqualTo(new NoticeReading.Refused("ciphertext", null));
    }

    @Test
    void leavesAloneWhatItDoesNotFollow() {
        assertThat(notices.read(new Letter().about("PAYSCORE.USER_PAID", "{}")))
                .isEqualTo(new NoticeReading.Irrelevant("PAYSCORE.USER_PAID"));
        assertThat(
                        notices.read(
                                new Letter()
                                        .about(
                                                "TRANSACTION.SUCCESS",
                                                ORDER.replace("\"SUCCESS\"", "\"USERPAYING\""))))
                .isEqualTo(new NoticeReading.Irrelevant("USERPAYING"));
    }

    @ParameterizedTest
    @CsvSource({
        "REFUND.SUCCESS,SUCCESS,",
        "REFUND.ABNORMAL,ABNORMAL,refund_abnormal",
        "REFUND.CLOSED,CLOSED,refund_closed",
    })
    void tellsHowARefundEnded(String event, String status, @Nullable String failure) {
        NoticeReading reading =
                notices.read(
                        new Letter()
                                .about(
                                        event,
                                        """
                                        {"mchid":"1900000109","out_trade_no":"01order","transaction_id":"4200001",
                                         "out_refund_no":"01refund","refund_id":"5030001","refund_status":"%s",
                                         "amount":{"total":9900,"refund":4000,"payer_total":9900,"payer_refund":4000}}
                                        """
                                                .formatted(status)));

        Told.Refunded told = (Told.Refunded) ((NoticeReading.Genuine) reading).told();
        assertThat(told.reference()).isEqualTo("01refund");
        if (failure == null) {
            assertThat(told.refunding()).isEqualTo(new Refunding.Done("5030001"));
        } else {
            assertThat(((Refunding.Refused) told.refunding()).failure().code()).isEqualTo(failure);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SUCCESS,'',",
        "FAIL,NAME_NOT_CORRECT,payee_name_wrong",
        "FAIL,OVERDUE_CLOSE,not_confirmed",
        "FAIL,PAYEE_ACCOUNT_ABNORMAL,payee_refused",
        "CANCELLED,'',transfer_cancelled",
    })
    void tellsHowATransferEnded(String state, String reason, @Nullable String failure) {
        NoticeReading reading =
                notices.read(
                        new Letter()
                                .about(
                                        "MCHTRANSFER.BILL.FINISHED",
                                        """
                                        {"mchid":"1900000109","out_bill_no":"01transfer","transfer_bill_no":"1330001",
                                         "state":"%s","fail_reason":"%s","transfer_amount":2000}
                                        """
                                                .formatted(state, reason)));

        Told.Transferred told = (Told.Transferred) ((NoticeReading.Genuine) reading).told();
        assertThat(told.reference()).isEqualTo("01transfer");
        if (failure == null) {
            assertThat(told.transferring()).isEqualTo(new Transferring.Done("1330001"));
        } else {
            assertThat(((Transferring.Refused) told.transferring()).failure().code())
                    .isEqualTo(failure);
        }
    }

    @Test
    void refusesAnotherMerchantsRefundsAndTransfers() {
        assertThat(
                        notices.read(
                                new Letter()
                                        .about(
                                                "REFUND.SUCCESS",
                                                "{\"mchid\":\"1\",\"out_refund_no\":\"r\"}")))
                .isEqualTo(new NoticeReading.Refused("seller", "r"));
        assertThat(
                        notices.read(
                                new Letter()
                                        .about(
                                                "MCHTRANSFER.BILL.FINISHED",
                                                "{\"mchid\":\"1\",\"out_bill_no\":\"t\"}")))
                .isEqualTo(new NoticeReading.Refused("seller", "t"));
    }

    @Test
    void keysReachNoText() {
        assertThat(settings().toString()).doesNotContain(API_V3_KEY).doesNotContain("MII");
    }

    /** What WeChat Pay would post. */
    private static final class Letter {
        Instant at = NOW;
        String apiV3Key = API_V3_KEY;
        String type = "WECHATPAY2-SHA256-RSA2048";

        RawNotice about(String event, String content) {
            String body =
                    JSON.writeValueAsString(
                            Map.of(
                                    "id",
                                    "EV-1",
                                    "event_type",
                                    event,
                                    "resource_type",
                                    "encrypt-resource",
                                    "resource",
                                    Map.of(
                                            "algorithm", "AEAD_AES_256_GCM",
                                            "original_type", "transaction",
                                            "ciphertext", sealed(content),
                                            "nonce", "0123456789ab",
                                            "associated_data", "transaction")));
            String seconds = Long.toString(at.getEpochSecond());
            return new RawNotice(
                    "wechat",
                    Map.of(
                            "wechatpay-timestamp", seconds,
                            "wechatpay-nonce", "nonce",
                            "wechatpay-serial", KEY_ID,
                            "wechatpay-signature-type", type,
                            "wechatpay-signature", signed(seconds + "\nnonce\n" + body + "\n")),
                    body);
        }

        private String sealed(String content) {
            try {
                Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
                gcm.init(
                        Cipher.ENCRYPT_MODE,
                        new SecretKeySpec(apiV3Key.getBytes(StandardCharsets.UTF_8), "AES"),
                        new GCMParameterSpec(128, "0123456789ab".getBytes(StandardCharsets.UTF_8)));
                gcm.updateAAD("transaction".getBytes(StandardCharsets.UTF_8));
                return Base64.getEncoder()
                        .encodeToString(gcm.doFinal(content.getBytes(StandardCharsets.UTF_8)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        private static String signed(String message) {
            try {
                Signature signature = Signature.getInstance("SHA256withRSA");
                signature.initSign(PLATFORM.getPrivate());
                signature.update(message.getBytes(StandardCharsets.UTF_8));
                return Base64.getEncoder().encodeToString(signature.sign());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Leads nowhere. */
    static SignedWire wire() {
        WechatSettings settings = settings();
        return new SignedWire(
                settings,
                new MerchantKey(
                        settings.mchId(),
                        settings.merchantSerial(),
                        settings.privateKey(),
                        clock()));
    }

    private static WechatSettings settings() {
        return new WechatSettings(
                "1900000109",
                "wxd678efh567hg6787",
                "",
                Base64.getEncoder().encodeToString(MERCHANT.getPrivate().getEncoded()),
                "4400",
                API_V3_KEY,
                KEY_ID,
                Base64.getEncoder().encodeToString(PLATFORM.getPublic().getEncoded()),
                URI.create("http://127.0.0.1:9"),
                URI.create("http://127.0.0.1:9/notify"),
                Duration.ofSeconds(1),
                "1005",
                null);
    }

    private static Clock clock() {
        return Clock.fixed(NOW, ZoneOffset.UTC);
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
