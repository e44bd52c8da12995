package io.paideia.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.paideia.Api;
import io.paideia.ServerTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server as it is installed: nothing is told to addresses inside. */
@ServerTest
class PrivateEndpointTest {

    private final Api api;

    PrivateEndpointTest(Api api) {
        this.api = api;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://93.184.216.34/",
                "https://127.0.0.1/",
                "https://localhost/",
                "https://10.1.2.3/",
                "https://169.254.169.254/latest/meta-data",
                "https://[::1]/",
                "https://[fd00::1]/"
            })
    void refusesAddressesInside(String url) {
        Api.Answer answer =
                api.platform()
                        .post("/v1/webhook-endpoints", Map.of("url", url, "events", List.of("*")))
                        .expect(400);
        assertThat(answer.body().path("errors").path(0).path("pointer").asString())
                .isEqualTo("/url");
    }
}
