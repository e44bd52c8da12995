package io.paideia.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bills that never end: in time, in bytes, or in one line. */
@Timeout(60)
final class DownloadTest {

    private final CountDownLatch over = new CountDownLatch(1);
    private final HttpServer server = start();

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
    }

    @Test
    void aDownloadThatOnlyTricklesIsGivenUp() {
        Wire wire = new Wire("Test", Duration.ofSeconds(20), Duration.ofMillis(500));

        assertThatIOException()
                .isThrownBy(
                        () ->
                                wire.download(
                                        request(), (status, body) -> body.readAllBytes().length));
    }

    @Test
    void whatCameBeforeMayBeReadAtOnce() throws IOException {
        Wire wire = new Wire("Test", Duration.ofSeconds(20), Duration.ofSeconds(20));

        int first = wire.download(request(), (status, body) -> body.read());
        assertThat(first).isEqualTo((int) 'a');
    }

    @Test
    void whatIsUnpackedMayNotBeEndless() {
        assertThatThrownBy(
                        () -> Bounded.bill(endless()).transferTo(OutputStream.nullOutputStream()))
                .hasMessageContaining("larger than any");
        assertThatThrownBy(() -> Bounded.bill(endless()).skipNBytes(Long.MAX_VALUE))
                .hasMessageContaining("larger than any");
    }

    @Test
    void neitherMayALine() throws IOException {
        assertThatThrownBy(
                        () -> Bounded.lines(endless()).transferTo(OutputStream.nullOutputStream()))
                .hasMessageContaining("longer than any");
        String lines = ("x".repeat(60_000) + "\n").repeat(3);
        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        InputStream bounded = Bounded.lines(new ByteArrayInputStream(bytes));
        assertThat(bounded.read()).isEqualTo('x');
        assertThat(bounded.readAllBytes()).hasSize(bytes.length - 1);
        assertThat(bounded.read()).isEqualTo(-1);
    }

    private static InputStream endless() {
        return new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                return length;
            }
        };
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"));
    }

    /** Sends a letter and then nothing until the test is over. */
    private HttpServer start() {
        try {
            HttpServer started =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            started.createContext(
                    "/",
                    exchange -> {
                        exchange.sendResponseHeaders(200, 0);
                        exchange.getResponseBody().write('a');
                        exchange.getResponseBody().flush();
                        try {
                            over.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        exchange.close();
                    });
            started.start();
            return started;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
