package io.paideia;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Drops a message at the server as the sandbox's bank would, signed with its key. */
public final class BankPost {

    private BankPost() {}

    public static HttpResponse<String> drop(Api api, String message)
            throws IOException, InterruptedException, GeneralSecurityException {
        String pem = Files.readString(TestServer.sandboxFolder().resolve("keys/bank.pem"));
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(
                KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der)));
        signature.update(message.getBytes(StandardCharsets.UTF_8));
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(api.uri("/channels/bank/notify"))
                            .header("Content-Type", "application/xml")
                            .header(
                                    "Bank-Signature",
                                    Base64.getEncoder().encodeToString(signature.sign()))
                            .POST(HttpRequest.BodyPublishers.ofString(message))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
