package io.paideia.lane;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A way to a server that can fall silent: its connections stay open, and nothing comes back on them
 * any more. Those that are made later are not concerned. Thread-safe.
 */
final class SilentLine implements AutoCloseable {

    private final int port;
    private final ServerSocket door;
    private final List<Pair> pairs = new CopyOnWriteArrayList<>();

    /** What does not get through any more. */
    enum Silence {
        ANSWERS,
        EVERYTHING
    }

    private SilentLine(int port) throws IOException {
        this.port = port;
        this.door = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    }

    static SilentLine to(int port) throws IOException {
        SilentLine line = new SilentLine(port);
        Thread.startVirtualThread(line::accept);
        return line;
    }

    int port() {
        return door.getLocalPort();
    }

    void fallSilent(Silence silence) {
        pairs.forEach(
                pair -> {
                    pair.answersLost = true;
                    pair.questionsLost = silence == Silence.EVERYTHING;
                });
    }

    @Override
    public void close() throws IOException {
        door.close();
        pairs.forEach(Pair::close);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                Pair pair = new Pair(client, new Socket(InetAddress.getLoopbackAddress(), port));
                pairs.add(pair);
                Thread.startVirtualThread(() -> pair.pass(pair.client, pair.server));
                Thread.startVirtualThread(() -> pair.pass(pair.server, pair.client));
            }
        } catch (IOException closed) {
            pairs.forEach(Pair::close);
        }
    }

    private static final class Pair {

        private final Socket client;
        private final Socket server;
        private volatile boolean answersLost;
        private volatile boolean questionsLost;

        Pair(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        /** Until one of them goes; then the other goes too. */
        void pass(Socket from, Socket to) {
            byte[] bytes = new byte[8192];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                    if (from.equals(server) ? !answersLost : !questionsLost) {
                        out.write(bytes, 0, n);
                    }
                }
            } catch (IOException gone) {
                // The other side must go all the same.
            }
            close();
        }

        void close() {
            try (client;
                    server) {
                answersLost = true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
