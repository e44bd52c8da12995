package io.paideia.trials.torture;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * One connection through a {@link Proxy}: carries messages whole, both ways, and knows which of
 * them is a COMMIT. Source: PostgreSQL manual, "Message Formats".
 */
final class Link {

    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;

    /** See io.paideia.lane.Book. */
    private static final long OTHER_LOCK =
            0x7061_6964_0000_0000L | (Worker.OTHER_BOOK.hashCode() & 0xffff_ffffL);

    private static final String OTHER_KEY =
            new String(
                    ByteBuffer.allocate(Long.BYTES).putLong(OTHER_LOCK).array(),
                    StandardCharsets.ISO_8859_1);

    private final Proxy proxy;
    private final Socket client;
    private final Socket server;

    /** Names of prepared statements and portals that are a COMMIT; used by one thread. */
    private final Set<String> commits = new HashSet<>();

    private final Set<String> commitPortals = new HashSet<>();
    private volatile boolean lane;

    /** Whether it is the lane of the other book, at which nothing is aimed. */
    private volatile boolean other;

    Link(Proxy proxy, Socket client, Socket server) {
        this.proxy = proxy;
        this.client = client;
        this.server = server;
    }

    /** The server's name for this connection: {@code client_port}. */
    int clientPort() {
        return server.getLocalPort();
    }

    /** Cuts the worker off, while the server still believes in the connection. */
    void dropClient() {
        close(client);
    }

    void cut() {
        close(client);
        close(server);
    }

    /** Until one side ends, which ends the other. */
    void carry() {
        try (client;
                server;
                DataInputStream asked = in(client);
                DataOutputStream onwards = out(server);
                DataInputStream answered = in(server);
                DataOutputStream back = out(client)) {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            start(asked, onwards, answered, back);
            Thread answers = Thread.startVirtualThread(() -> carryAnswers(answered, back));
            carryQuestions(asked, onwards);
            cut();
            answers.join();
        } catch (IOException ended) {
            cut();
        } catch (InterruptedException e) {
            cut();
            Thread.currentThread().interrupt();
        }
    }

    /** The first messages have no type, and a request for encryption has an answer of one byte. */
    private static void start(
            DataInputStream asked,
            DataOutputStream onwards,
            DataInputStream answered,
            DataOutputStream back)
            throws IOException {
        while (true) {
            byte[] body = body(asked, asked.readInt());
            onwards.writeInt(body.length + 4);
            onwards.write(body);
            onwards.flush();
            int code = number(body);
            if (code != SSL_REQUEST && code != GSS_REQUEST) {
                return;
            }
            back.write(answered.readByte());
            back.flush();
        }
    }

    private void carryQuestions(DataInputStream asked, DataOutputStream onwards)
            throws IOException {
        while (true) {
            byte type = asked.readByte();
            byte[] body = body(asked, asked.readInt());
            boolean commits = sendsCommit(type, body) && lane && !other;
            Proxy.Fate fate =
                    commits ? proxy.spring(Proxy.Moment.COMMIT_SENT, this) : Proxy.Fate.PASS;
            if (fate == Proxy.Fate.CUT) {
                return;
            }
            pass(type, body, onwards);
            // A COMMIT goes at once: its sender may be gone, and then asking it for more fails.
            if (commits || asked.available() == 0) {
                onwards.flush();
            }
            if (fate == Proxy.Fate.PASS_THEN_CUT) {
                return;
            }
        }
    }

    private void carryAnswers(DataInputStream answered, DataOutputStream back) {
        try {
            while (true) {
                byte type = answered.readByte();
                byte[] body = body(answered, answered.readInt());
                boolean committed = type == 'C' && lane && !other && text(body, 0).equals("COMMIT");
                if (committed && proxy.spring(Proxy.Moment.COMMIT_DONE, this) != Proxy.Fate.PASS) {
                    cut();
                    return;
                }
                pass(type, body, back);
                if (answered.available() == 0) {
                    back.flush();
                }
            }
        } catch (IOException ended) {
            cut();
        }
    }

    /** Whether this message makes the server commit; notes on the way what prepares for it. */
    private boolean sendsCommit(byte type, byte[] body) {
        return switch (type) {
            case 'Q' -> isCommit(text(body, 0));
            case 'E' -> commitPortals.contains(text(body, 0));
            case 'P' -> {
                String name = text(body, 0);
                String query = text(body, name.length() + 1);
                lane |= query.contains("pg_advisory_xact_lock");
                note(commits, name, isCommit(query));
                yield false;
            }
            case 'B' -> {
                String portal = text(body, 0);
                String statement = text(body, portal.length() + 1);
                note(commitPortals, portal, commits.contains(statement));
                other |= lane && locksOther(body);
                yield false;
            }
            default -> false;
        };
    }

    /** Whether the lock's key among these values is that of the other book, as bytes or digits. */
    private static boolean locksOther(byte[] body) {
        String values = new String(body, StandardCharsets.ISO_8859_1);
        return values.contains(OTHER_KEY) || values.contains(Long.toString(OTHER_LOCK));
    }

    private static boolean isCommit(String query) {
        return query.strip().equalsIgnoreCase("COMMIT");
    }

    private static void note(Set<String> names, String name, boolean is) {
        if (is) {
            names.add(name);
        } else {
            names.remove(name);
        }
    }

    private static void pass(byte type, byte[] body, DataOutputStream to) throws IOException {
        to.writeByte(type);
        to.writeInt(body.length + 4);
        to.write(body);
    }

    private static byte[] body(DataInputStream from, int length) throws IOException {
        if (length < 4) {
            throw new IOException("Not a message of PostgreSQL");
        }
        byte[] body = new byte[length - 4];
        from.readFully(body);
        return body;
    }

    private static int number(byte[] body) {
        return body.length < 4
                ? 0
                : (body[0] & 0xff) << 24
                        | (body[1] & 0xff) << 16
                        | (body[2] & 0xff) << 8
                        | (body[3] & 0xff);
    }

    /** Up to the zero byte; one character a byte, so that its length is the bytes' too. */
    private static String text(byte[] body, int from) {
        int end = from;
        while (end < body.length && body[end] != 0) {
            end++;
        }
        return new String(body, from, end - from, StandardCharsets.ISO_8859_1);
    }

    private static DataInputStream in(Socket socket) throws IOException {
        return new DataInputStream(new BufferedInputStream(socket.getInputStream(), 65_536));
    }

    private static DataOutputStream out(Socket socket) throws IOException {
        return new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 65_536));
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException ignored) {
            // It is as closed as it can be.
            return;
        }
    }
}
