package io.paideia.channels.wechat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paideia.channels.Statements.Line;
import io.paideia.money.Money;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The vectors that WeChat Pay's own and others' SDKs publish; their README names the sources. */
final class WechatVectorsTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    void signsAsTheGoSdkDoes() throws IOException {
        JsonNode vector = json("sign_rsa2048.json");
        MerchantKey key =
                new MerchantKey(
                        "1900000109",
                        "00",
                        vector.get("private_key_pem").asString(),
                        Clock.systemUTC());

        assertThat(key.sign(vector.get("message").asString()))
                .isEqualTo(vector.get("signature_b64").asString());
    }

    @Test
    void verifiesWhatTheJavaSdkVerifies() throws Exception {
        JsonNode vector = json("verify_message.json");
        PublicKey key =
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(open("merchant_certificate.pem"))
                        .getPublicKey();
        PublicKey ours =
                MerchantKey.publicKey(Base64.getEncoder().encodeToString(key.getEncoded()));
        String message = vector.get("message").asString();
        String signature = vector.get("signature_b64").asString();

        assertThat(Stamp.verifies(message, signature, ours)).isTrue();
        assertThat(Stamp.verifies(message + " ", signature, ours)).isFalse();
        assertThat(Stamp.verifies(message, "x" + signature.substring(1), ours)).isFalse();
        assertThat(Stamp.verifies(message, "no Base64", ours)).isFalse();
    }

    @Test
    void opensWhatBothSdksSealAndNothingElse() throws IOException {
        JsonNode vectors = json("aead.json");
        assertThat(vectors.size()).isEqualTo(2);
        for (JsonNode vector : vectors) {
            Sealed sealed = new Sealed(vector.get("key").asString());
            String text = vector.get("ciphertext_b64").asString();
            String nonce = vector.get("nonce").asString();
            String associated = vector.get("aad").asString();

            assertThat(sealed.open(text, nonce, associated))
                    .contains(vector.get("plaintext").asString());
            assertThat(sealed.open(text, nonce, associated + "x")).isEmpty();
            assertThat(sealed.open(text, nonce.replace(nonce.charAt(0), '0'), associated))
                    .isEmpty();
            assertThat(new Sealed("0".repeat(32)).open(text, nonce, associated)).isEmpty();
        }
    }

    @Test
    void readsThePublishedAnswerOfCertificates() throws Exception {
        JsonNode vector = json("certificates_response.json");
        Sealed sealed = new Sealed(vector.get("apiv3_key").asString());
        JsonNode secret = vector.at("/response/data/0/encrypt_certificate");
        assertThat(
                        sealed.open(
                                secret.get("ciphertext").asString(),
                                secret.get("nonce").asString(),
                                secret.get("associated_data").asString()))
                .hasValueSatisfying(
                        pem ->
                                assertThat(pem.strip())
                                        .isEqualTo(
                                                vector.get("decrypted_certificate_pem")
                                                        .asString()));

        List<PlatformKeys.Known> read =
                download(sealed).read(vector.get("response").toString()).orElseThrow();

        assertThat(read).hasSize(1);
        PlatformKeys.Known known = read.getFirst();
        assertThat(known.serial()).isEqualTo("5DEA10EF55877E3CF6C33255C2E7DEFFF7E427EC");
        assertThat(known.from()).isEqualTo(Instant.parse("2023-09-19T15:15:58Z"));
        assertThat(known.until()).isEqualTo(Instant.parse("2028-09-17T15:15:58Z"));
        assertThat(known.isValid(known.from().minusSeconds(1))).isFalse();
        assertThat(known.isValid(known.until())).isFalse();
    }

    @Test
    void refusesCertificatesThatAreNotSealedForUsOrNotWhatTheyAreCalled() throws IOException {
        JsonNode vector = json("certificates_response.json");
        String answer = vector.get("response").toString();
        Sealed ours = new Sealed(vector.get("apiv3_key").asString());

        assertThat(download(new Sealed("0".repeat(32))).read(answer)).isEmpty();
        assertThat(download(ours).read(answer.replace("5DEA10EF", "5DEA10E0"))).isEmpty();
        assertThat(download(ours).read(answer.replace("5DEA10EF", "no hex"))).isEmpty();
        assertThat(download(ours).read("<html>")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "pay_bill_result_all_content.csv,XXXXXXXX,XXXXXXXXXX,XXXXXXXXXXXXX,600,4",
        "pay_bill_result_success_content.csv,XXX,XXX,XXX,1,0",
    })
    void readsPaymentsOfEveryType(
            String file, String merchant, String reference, String trade, long fen, long fee)
            throws IOException {
        List<Line> lines = lines(open(file), merchant);

        assertThat(lines).hasSize(1);
        Line line = lines.getFirst();
        assertThat(line.kind()).isEqualTo(Line.Kind.PAYMENT);
        assertThat(line.reference()).isEqualTo(reference);
        assertThat(line.trade()).isEqualTo(trade);
        assertThat(line.amount()).isEqualTo(Money.of("CNY", fen));
        assertThat(line.fee()).isEqualTo(Money.of("CNY", fee));
        assertThat(line.raw()).startsWith("`2019-07-2");
    }

    @Test
    void readsTheColumnsAndTheWideColonsOf2014() throws IOException {
        List<Line> lines = lines(open("pay_bill_result_all_content_1.csv"), "10000100");

        assertThat(lines).extracting(Line::reference).containsExactly("1415640626", "1415635270");
        assertThat(lines)
                .extracting(Line::amount)
                .containsExactly(Money.of("CNY", 1), Money.of("CNY", 1));
        assertThat(lines.getFirst().at()).isEqualTo(Instant.parse("2014-11-10T08:33:45Z"));
    }

    @Test
    void readsRefundsByTheirOwnNumbers() throws IOException {
        Line line = lines(open("pay_bill_result_refund_content.csv"), "xxx").getFirst();

        assertThat(line.kind()).isEqualTo(Line.Kind.REFUND);
        assertThat(line.reference()).isEqualTo("xxx");
        assertThat(line.trade()).isEqualTo("xxxx");
        assertThat(line.amount()).isEqualTo(Money.of("CNY", 1));
        assertThat(line.at()).isEqualTo(Instant.parse("2019-07-23T12:53:36Z"));
    }

    @Test
    void keepsCommasWithinValuesAndLeavesOutTheMark() throws IOException {
        String bill =
                text("pay_bill_result_all_content.csv").replace("`XXXXXX,", "`Plato, Kant, 庄子,");

        assertThat(lines("\uFEFF" + bill.replace("\n", "\r\n"), "XXXXXXXX")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "`6.00,`0.00,`|`6.005,`0.00,`",
                "`6.00,`0.00,`|`six,`0.00,`",
                "`CNY|`???",
                "`SUCCESS,|`SUCCESS,`SUCCESS,",
                "总交易单数|`",
                "`2019|2019",
                "商户订单号|number",
            })
    void refusesWhatDoesNotFit(String change) throws IOException {
        List<String> parts = List.of(change.split("\\|", -1));
        String bill = text("pay_bill_result_all_content.csv");
        String broken = bill.replace(parts.get(0), parts.get(1));
        assertThat(broken).isNotEqualTo(bill);

        assertThatThrownBy(() -> lines(broken, "XXXXXXXX"))
                .isInstanceOf(BillReader.Unreadable.class);
    }

    @Test
    void refusesAnotherMerchantsBillAnEmptyOneAndOneWithoutItsEnd() throws IOException {
        String bill = text("pay_bill_result_all_content.csv");

        assertThatThrownBy(() -> lines(bill, "1900000109"))
                .hasMessage("Line 1 is another merchant's");
        assertThatThrownBy(() -> lines("", "XXXXXXXX")).hasMessage("The bill is empty");
        assertThatThrownBy(() -> lines(bill.substring(0, bill.indexOf("总交易单数")), "XXXXXXXX"))
                .hasMessage("The bill breaks off after 1 lines");
        assertThatThrownBy(() -> lines("x".repeat(70_000), "XXXXXXXX"))
                .hasMessage("A line of the bill is too long");
    }

    private static CertificateDownload download(Sealed sealed) {
        return new CertificateDownload(WechatNoticesTest.wire(), sealed, JSON);
    }

    private static List<Line> lines(String bill, String merchant) throws IOException {
        return lines(new ByteArrayInputStream(bill.getBytes(StandardCharsets.UTF_8)), merchant);
    }

    private static List<Line> lines(InputStream bill, String merchant) throws IOException {
        List<Line> lines = new ArrayList<>();
        long count = new BillReader(bill, merchant).read(lines::add);
        assertThat(lines).hasSize((int) count);
        return lines;
    }

    private static JsonNode json(String file) throws IOException {
        return JSON.readTree(open(file).readAllBytes());
    }

    private static String text(String file) throws IOException {
        return new String(open(file).readAllBytes(), StandardCharsets.UTF_8);
    }

    private static InputStream open(String file) {
        return Objects.requireNonNull(
                WechatVectorsTest.class.getResourceAsStream("/vectors/wechat/" + file));
    }
}
