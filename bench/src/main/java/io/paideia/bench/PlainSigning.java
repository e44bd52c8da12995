package io.paideia.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The baseline of signing: what Java's own default providers take for the same algorithm and a
 * message of the same size, with nothing around it. A channel's benchmark has the name of the
 * method here that it stands beside. JMH makes subclasses of it, so it cannot be final.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PlainSigning {

    /** Of 256 bits, for a MAC or AES. */
    public static final String SECRET = "0123456789abcdef0123456789abcdef";

    /** Twelve letters. */
    public static final String NONCE = "fdasflkja484";

    /** About as long as what providers send. */
    public static final String MESSAGE =
            """
            {"id":"evt_1","type":"payment.succeeded","created":1795262400,"data":{"reference":\
            "01h455vb4pex5vsknk084sn02q","status":"SUCCESS","amount":{"total":9900,"payer_total":9900,\
            "currency":"CNY","payer_currency":"CNY"},"subject":"Stoic ethics, 斯多葛","trade":\
            "4200001234202611210123456789","payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"},\
            "success_time":"2026-11-21T12:30:00+08:00","merchant":"1900009191","app":"wxd678efh567hg6787",\
            "attach":"","bank_type":"OTHERS","trade_type":"NATIVE","trade_state_desc":"支付成功"}}\
            """;

    private static final byte[] CONTENT = MESSAGE.getBytes(UTF_8);

    private final KeyPair pair = pair();
    private final SecretKeySpec mac = new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256");
    private final SecretKeySpec aes = new SecretKeySpec(SECRET.getBytes(UTF_8), "AES");
    private byte[] signature = {};
    private byte[] digest = {};
    private byte[] sealed = {};

    /** Makes what is verified and opened. */
    @Setup
    public void prepare() throws GeneralSecurityException {
        signature = Base64.getDecoder().decode(sign(MESSAGE, pair.getPrivate()));
        digest = HexFormat.of().parseHex(mac(MESSAGE));
        sealed = Base64.getDecoder().decode(seal(MESSAGE));
        Check.that(verify() && verifyMac() && open().length == CONTENT.length);
    }

    @Benchmark
    public byte[] sign() throws GeneralSecurityException {
        Signature signing = Signature.getInstance("SHA256withRSA");
        signing.initSign(pair.getPrivate());
        signing.update(CONTENT);
        return signing.sign();
    }

    @Benchmark
    public boolean verify() throws GeneralSecurityException {
        Signature verifying = Signature.getInstance("SHA256withRSA");
        verifying.initVerify(pair.getPublic());
        verifying.update(CONTENT);
        return verifying.verify(signature);
    }

    @Benchmark
    public boolean verifyMac() throws GeneralSecurityException {
        Mac hmac = Mac.getInstance("HmacSHA256");
        hmac.init(mac);
        return MessageDigest.isEqual(hmac.doFinal(CONTENT), digest);
    }

    @Benchmark
    public byte[] open() throws GeneralSecurityException {
        Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
        gcm.init(Cipher.DECRYPT_MODE, aes, new GCMParameterSpec(128, NONCE.getBytes(UTF_8)));
        return gcm.doFinal(sealed);
    }

    /** A new pair of 2048 bits, as providers use. */
    public static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has RSA", e);
        }
    }

    /** The private key as settings take it. */
    public static String privateText(KeyPair pair) {
        return Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
    }

    /** The public key as settings take it. */
    public static String publicText(KeyPair pair) {
        return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    }

    /** SHA256withRSA in Base64, as the provider's side signs. */
    public static String sign(String text, PrivateKey key) throws GeneralSecurityException {
        Signature signing = Signature.getInstance("SHA256withRSA");
        signing.initSign(key);
        signing.update(text.getBytes(UTF_8));
        return Base64.getEncoder().encodeToString(signing.sign());
    }

    /** HMAC-SHA256 in hexadecimal with {@link #SECRET}. */
    public static String mac(String text) throws GeneralSecurityException {
        Mac hmac = Mac.getInstance("HmacSHA256");
        hmac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(hmac.doFinal(text.getBytes(UTF_8)));
    }

    /** AES-256-GCM in Base64 with {@link #SECRET} and {@link #NONCE}, without associated data. */
    public static String seal(String text) throws GeneralSecurityException {
        Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
        gcm.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(SECRET.getBytes(UTF_8), "AES"),
                new GCMParameterSpec(128, NONCE.getBytes(UTF_8)));
        return Base64.getEncoder().encodeToString(gcm.doFinal(text.getBytes(UTF_8)));
    }
}
