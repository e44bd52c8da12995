package io.paideia.channels.unionpay;

import io.paideia.channels.RsaProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Collections;

/**
 * Who we are at UnionPay. Immutable.
 *
 * @param certId the decimal serial number of our certificate
 */
record UnionPayIdentity(PrivateKey key, String certId) {

    static UnionPayIdentity of(UnionPaySettings settings) {
        String privateKey = settings.privateKey();
        String certId = settings.certId();
        String keyStore = settings.keyStore();
        if (keyStore != null) {
            String password = settings.keyStorePassword();
            return fromKeyStore(keyStore, password == null ? "" : password);
        }
        if (privateKey == null || certId == null) {
            throw new IllegalStateException(
                    "UnionPay needs private-key and cert-id, or key-store with its password");
        }
        if (!certId.matches("[0-9]{1,60}")) {
            throw new IllegalStateException(
                    "cert-id is the decimal serial number of UnionPay's certificate for you");
        }
        try {
            return new UnionPayIdentity(
                    key(UnionPayFiles.der(UnionPayFiles.text(privateKey))), certId);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // The cause could quote the key.
            throw new IllegalStateException(
                    "The UnionPay key cannot be read: expected PKCS#8 as PEM or Base64");
        }
    }

    private static UnionPayIdentity fromKeyStore(String setting, String password) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            char[] secret = password.toCharArray();
            store.load(new ByteArrayInputStream(UnionPayFiles.bytes(setting)), secret);
            for (String alias : Collections.list(store.aliases())) {
                if (store.getKey(alias, secret) instanceof PrivateKey found
                        && store.getCertificate(alias) instanceof X509Certificate certificate) {
                    return new UnionPayIdentity(
                            key(found.getEncoded()), certificate.getSerialNumber().toString());
                }
            }
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "The UnionPay key store cannot be opened: expected PKCS#12 and its password");
        }
        throw new IllegalStateException("The UnionPay key store holds no key with a certificate");
    }

    private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
        return RsaProvider.keys().generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    /** Without the key, which must not reach a log. */
    @Override
    public String toString() {
        return "UnionPayIdentity[" + certId + "]";
    }
}
