package io.paideia.channels.unionpay;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** Reads keys and certificates as settings give them: as text, or as {@code file:} with a path. */
final class UnionPayFiles {

    private static final String FILE = "file:";

    private UnionPayFiles() {}

    static String text(String setting) {
        return setting.startsWith(FILE)
                ? new String(read(setting), StandardCharsets.UTF_8)
                : setting;
    }

    /** The file's bytes, or those that the Base64 stands for. */
    static byte[] bytes(String setting) {
        return setting.startsWith(FILE) ? read(setting) : Base64.getMimeDecoder().decode(setting);
    }

    /** What stands between the lines of a PEM. */
    static byte[] der(String pem) {
        return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    }

    /** All certificates of a PEM. */
    static List<X509Certificate> certificates(String pem) throws CertificateException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(
                        new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    private static byte[] read(String setting) {
        Path file = Path.of(setting.substring(FILE.length()));
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
