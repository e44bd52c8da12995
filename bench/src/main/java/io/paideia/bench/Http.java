package io.paideia.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One kept connection to one server, speaking just enough HTTP/1.1 for a load: a client on the same
 * machine must cost little, or it measures itself. Used by one thread at a time; a broken
 * connection is opened anew for the next request, never for the same one.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112</a>
 */
final class Http implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int LONGEST_LINE = 16_384;

    private final URI server;
    private @Nullable Socket socket;
    private @Nullable InputStream in;

    Http(URI server) {
        this.server = server;
    }

    /** What was answered, without its headers. */
    record Answer(int status, String body) {}

    /**
     * Sends a request and waits for the whole answer.
     *
     * @param headers lines that end with CR LF
     */
    Answer send(String method, String path, String headers, byte[] body) throws IOException {
        byte[] head =
                (method
                                + " "
                                + path
                                + " HTTP/1.1\r\nHost: "
                                + server.getAuthority()
                                + "\r\n"
                                + headers
                                + (method.equals("GET")
                                        ? ""
                                        : "Content-Length: " + body.length + "\r\n")
                                + "\r\n")
                        .getBytes(StandardCharsets.UTF_8);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        try {
            // In one write, so that no packet waits for another one's acknowledgement.
            Socket open = connected();
            open.getOutputStream().write(request);
            return answer();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        Socket open = socket;
        socket = null;
        in = null;
        if (open != null) {
            open.close();
        }
    }

    private Socket connected() throws IOException {
        Socket open = socket;
        if (open == null) {
            open = new Socket(server.getHost(), server.getPort());
            open.setTcpNoDelay(true);
            open.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
            socket = open;
            in = new BufferedInputStream(open.getInputStream());
        }
        return open;
    }

    private Answer answer() throws IOException {
        InputStream stream = in;
        if (stream == null) {
            throw new EOFException();
        }
        int status = Integer.parseInt(line(stream).split(" ", 3)[1]);
        int length = status == 204 || status == 304 ? 0 : -1;
        boolean chunked = false;
        boolean last = false;
        for (String line = line(stream); !line.isEmpty(); line = line(stream)) {
            int colon = line.indexOf(':');
            String value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "content-length" -> length = Integer.parseInt(value);
                case "transfer-encoding" -> chunked = value.equalsIgnoreCase("chunked");
                case "connection" -> last = value.equalsIgnoreCase("close");
                default -> {}
            }
        }
        byte[] body;
        if (chunked) {
            body = chunks(stream);
        } else if (length >= 0) {
            body = exactly(stream, length);
        } else {
            body = stream.readAllBytes();
            last = true;
        }
        if (last) {
            close();
        }
        return new Answer(status, new String(body, StandardCharsets.UTF_8));
    }

    private static byte[] chunks(InputStream stream) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line(stream).split(";", 2)[0].strip(), 16);
            whole.write(exactly(stream, size));
            // After a chunk comes an empty line; after the last one, there being no trailers, too.
            line(stream);
            if (size == 0) {
                return whole.toByteArray();
            }
        }
    }

    private static byte[] exactly(InputStream stream, int length) throws IOException {
        byte[] bytes = stream.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("The answer ended early");
        }
        return bytes;
    }

    private static String line(InputStream stream) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = stream.read(); c != '\n'; c = stream.read()) {
            if (c < 0 || line.length() > LONGEST_LINE) {
                throw new EOFException("The answer ended early");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
