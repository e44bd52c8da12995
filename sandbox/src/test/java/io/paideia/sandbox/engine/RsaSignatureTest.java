package io.paideia.sandbox.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A signature is good for its text and its key, and nothing else is a signature. */
final class RsaSignatureTest {

    @TempDir Path folder;

    @Test
    void isGoodForItsTextAndItsKeyOnly() {
        KeyPair pair = new KeyFiles(folder).rsa("own");
        KeyPair other = new KeyFiles(folder).rsa("other");
        String signature = RsaSignature.sign("中文", pair.getPrivate());

        assertThat(RsaSignature.verifies("中文", signature, pair.getPublic())).isTrue();
        assertThat(RsaSignature.verifies("中文 ", signature, pair.getPublic())).isFalse();
        assertThat(RsaSignature.verifies("中文", signature, other.getPublic())).isFalse();
    }

    @Test
    void takesGarbageForNoSignature() {
        KeyPair pair = new KeyFiles(folder).rsa("own");
        assertThat(RsaSignature.verifies("a", "not base64!", pair.getPublic())).isFalse();
        assertThat(RsaSignature.verifies("a", "AAAA", pair.getPublic())).isFalse();
        assertThat(RsaSignature.verifies("a", "", pair.getPublic())).isFalse();
    }

    @Test
    void refusesAKeyOfAnotherKind() throws GeneralSecurityException {
        KeyPair curve = KeyPairGenerator.getInstance("EC").generateKeyPair();
        assertThatThrownBy(() -> RsaSignature.verifies("a", "AAAA", curve.getPublic()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RsaSignature.sign("a", curve.getPrivate()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
