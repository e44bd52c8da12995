package io.paideia.channels.unionpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paideia.sandbox.engine.KeyFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The vectors are messages that UnionPay's test gateway really sent, with the chain of CFCA's test
 * authority; the resource names where each was published.
 */
final class UnionPaySignatureTest {

    private static final URI NOWHERE = URI.create("http://127.0.0.1:9/");
    private static final Instant IN_2018 = Instant.parse("2018-07-26T02:02:32Z");
    private static final Instant IN_2024 = Instant.parse("2024-01-05T08:58:42Z");
    private static final String OF_2018 = "00040000:SIGN";
    private static final JsonNode RECORDED = recorded();

    @Test
    void verifiesWhatUnionPayReallySent() {
        // message | when | the signer's name then
        assertThat(recorded(IN_2024, Authority.UNIONPAY).verifies(answer("paid"))).isTrue();
        assertThat(recorded(IN_2024, Authority.UNIONPAY).verifies(answer("refund_accepted")))
                .isTrue();
        assertThat(recorded(IN_2018, OF_2018).verifies(answer("accepted"))).isTrue();
        assertThat(recorded(IN_2018, OF_2018).verifies(answer("not_found"))).isTrue();
        assertThat(recorded(IN_2018, OF_2018).verifies(notice())).isTrue();
    }

    @Test
    void refusesARecordedMessageWithAnythingChangedAddedOrLost() {
        UnionPaySignature signature = recorded(IN_2018, OF_2018);
        for (String name : notice().keySet()) {
            Map<String, String> changed = notice();
            changed.put(name, changed.get(name) + "1");
            assertThat(signature.verifies(changed)).as("changed %s", name).isFalse();
            changed.remove(name);
            assertThat(signature.verifies(changed)).as("without %s", name).isFalse();
        }
        Map<String, String> more = notice();
        more.put("accNo2", "1");
        assertThat(signature.verifies(more)).isFalse();
    }

    @Test
    void trustsACertificateOnlyWhileItIsValidAndOnlyUnderItsOwnName() {
        assertThat(recorded(IN_2024, OF_2018).verifies(notice())).as("expired in 2020").isFalse();
        assertThat(recorded(Instant.parse("2017-10-31T00:00:00Z"), OF_2018).verifies(notice()))
                .as("not yet")
                .isFalse();
        assertThat(recorded(IN_2018, Authority.UNIONPAY).verifies(notice())).isFalse();
        assertThat(recorded(IN_2024, OF_2018).verifies(answer("paid"))).isFalse();
    }

    @Test
    void neverTrustsTheKeyInTheMessageAlone() {
        Authority genuine = Authority.genuine();
        UnionPaySignature signature =
                signature(genuine.settings(NOWHERE, UnionPaySettings.SameDay.REFUND));
        Map<String, String> fields = Map.of("orderId", "a", "respCode", "00");

        assertThat(signature.verifies(genuine.signed(fields))).isTrue();
        assertThat(signature.verifies(Authority.impostor().signed(fields))).isFalse();
        assertThat(signature.verifies(new Authority("041@831@Somebody@1").signed(fields)))
                .as("of the same authority, with another name")
                .isFalse();
        assertThat(signature.verifies(new Authority(Authority.UNIONPAY).signed(fields))).isFalse();
        assertThat(recorded(IN_2018, Authority.UNIONPAY).verifies(genuine.signed(fields)))
                .as("of another root")
                .isFalse();
        for (String certificate : new String[] {"", "x", "-----BEGIN CERTIFICATE-----\nAA==\n"}) {
            Map<String, String> without = new HashMap<>(genuine.signed(fields));
            without.put("signPubKeyCert", certificate);
            assertThat(signature.verifies(without)).isFalse();
        }
        for (String forged : new String[] {"", "!!", "AAAA", "=".repeat(5_000)}) {
            Map<String, String> without = new HashMap<>(genuine.signed(fields));
            without.put("signature", forged);
            assertThat(signature.verifies(without)).isFalse();
        }
    }

    /** An older version is signed by SHA-1 alone; nobody may talk us down to it. */
    @Test
    void acceptsNoOtherVersionAndMethod() {
        Authority genuine = Authority.genuine();
        UnionPaySignature signature =
                signature(genuine.settings(NOWHERE, UnionPaySettings.SameDay.REFUND));

        assertThat(signature.verifies(genuine.signed(Map.of("version", "5.0.0")))).isFalse();
        assertThat(signature.verifies(genuine.signed(Map.of("signMethod", "11")))).isFalse();
    }

    @Test
    void takesTheKeyFromUnionPaysOwnFileToo() throws GeneralSecurityException, IOException {
        Authority someone = Authority.genuine();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "acp",
                someone.pairOfSigner().getPrivate(),
                "000000".toCharArray(),
                new Certificate[] {someone.certificate()});
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        store.store(file, "000000".toCharArray());
        String text = Base64.getEncoder().encodeToString(file.toByteArray());

        UnionPayIdentity identity = UnionPayIdentity.of(keyed(null, null, text, "000000"));
        assertThat(identity.certId()).isEqualTo("77");
        assertThat(identity.key().getEncoded())
                .isEqualTo(someone.pairOfSigner().getPrivate().getEncoded());
        assertThat(identity.toString()).isEqualTo("UnionPayIdentity[77]");
        assertThatThrownBy(() -> UnionPayIdentity.of(keyed(null, null, text, "111111")))
                .hasMessageContaining("PKCS#12")
                .hasMessageNotContaining("111111");
    }

    @Test
    void saysWhatIsWrongWithAKeyWithoutShowingIt() {
        String good = KeyFiles.privatePem(Authority.pair());
        assertThatThrownBy(() -> UnionPayIdentity.of(keyed("secret", "1", null, null)))
                .hasMessageContaining("PKCS#8")
                .hasMessageNotContaining("secret")
                .hasNoCause();
        assertThatThrownBy(() -> UnionPayIdentity.of(keyed(good, null, null, null)))
                .hasMessageContaining("cert-id");
        assertThatThrownBy(() -> UnionPayIdentity.of(keyed(good, "0x1f", null, null)))
                .hasMessageContaining("decimal");
        assertThat(keyed(good, "1", null, "hush").toString()).doesNotContain("PRIVATE", "hush");
    }

    private static UnionPaySettings keyed(
            @Nullable String key,
            @Nullable String certId,
            @Nullable String store,
            @Nullable String password) {
        return new UnionPaySettings(
                Authority.MERCHANT,
                key,
                certId,
                store,
                password,
                RECORDED.path("root").asString(),
                RECORDED.path("intermediate").asString(),
                Authority.UNIONPAY,
                NOWHERE,
                NOWHERE,
                NOWHERE,
                UnionPaySettings.SameDay.REFUND,
                Duration.ofSeconds(1));
    }

    private static UnionPaySignature recorded(Instant at, String signer) {
        UnionPaySettings own = keyed(KeyFiles.privatePem(Authority.pair()), "1", null, null);
        UnionPaySettings named =
                new UnionPaySettings(
                        own.merId(),
                        own.privateKey(),
                        own.certId(),
                        null,
                        null,
                        own.rootCertificates(),
                        own.intermediateCertificates(),
                        signer,
                        NOWHERE,
                        NOWHERE,
                        NOWHERE,
                        own.sameDay(),
                        own.timeout());
        return new UnionPaySignature(
                UnionPayIdentity.of(named),
                new UnionPayTrust(named, Clock.fixed(at, ZoneOffset.UTC)));
    }

    private static UnionPaySignature signature(UnionPaySettings settings) {
        return new UnionPaySignature(
                UnionPayIdentity.of(settings), new UnionPayTrust(settings, Clock.systemUTC()));
    }

    private static Map<String, String> answer(String name) {
        return UnionPayMessage.answer(RECORDED.path(name).asString());
    }

    private static Map<String, String> notice() {
        return UnionPayMessage.form(RECORDED.path("notice").asString());
    }

    private static JsonNode recorded() {
        try (InputStream file =
                UnionPaySignatureTest.class.getResourceAsStream(
                        "/vectors/unionpay/recorded.json")) {
            return JsonMapper.shared().readTree(Objects.requireNonNull(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
