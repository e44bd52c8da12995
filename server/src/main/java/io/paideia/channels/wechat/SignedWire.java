package io.paideia.channels.wechat;

import io.paideia.channels.Wire;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;

/** Sends signed calls; what comes back is checked by whoever called. Thread-safe. */
final class SignedWire {

    private final String gateway;
    private final MerchantKey key;
    private final Wire wire;

    SignedWire(WechatSettings settings, MerchantKey key) {
        this.gateway = settings.gateway().toString().replaceAll("/+$", "");
        this.key = key;
        this.wire = new Wire("WeChat Pay", settings.timeout());
    }

    /**
     * @param path with the query, from {@code /v3/} on; this is what is signed
     * @param serial which of WeChat Pay's keys we know, empty if none yet
     */
    Wire.Reply get(String path, String serial) {
        return wire.send(request("GET", path, "", serial).GET());
    }

    Wire.Reply post(String path, String body, String serial) {
        return wire.send(
                request("POST", path, body, serial)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    <T> T download(String path, Wire.Reading<T> reading) throws IOException {
        return wire.download(request("GET", path, "", "").GET(), reading);
    }

    private HttpRequest.Builder request(String method, String path, String body, String serial) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(gateway + path))
                        .header("Authorization", key.authorization(method, path, body))
                        .header("Accept", "application/json")
                        .header("User-Agent", "Paideia");
        return serial.isEmpty() ? request : request.header("Wechatpay-Serial", serial);
    }
}
