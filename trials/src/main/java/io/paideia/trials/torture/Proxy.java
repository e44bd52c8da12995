package io.paideia.trials.torture;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stands between one worker and PostgreSQL on loopback, understands enough of the protocol to see a
 * lane's COMMIT pass, and can be told to do harm at that very moment. Thread-safe; each connection
 * is carried by two threads of its own.
 */
final class Proxy implements AutoCloseable {

    /** When a trap springs. Only connections that took the book's lock count. */
    enum Moment {
        /** The worker has sent COMMIT, the server has not got it. */
        COMMIT_SENT,
        /** The server has committed and said so, the worker has not heard it. */
        COMMIT_DONE
    }

    /** What becomes of the message that sprang a trap. */
    enum Fate {
        PASS,
        CUT,
        PASS_THEN_CUT
    }

    private final ServerSocket entrance;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Set<Integer> ports = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Trap> trap = new AtomicReference<>();
    private volatile int server;

    private Proxy(ServerSocket entrance, int server) {
        this.entrance = entrance;
        this.server = server;
    }

    /** Listens on a free port. */
    static Proxy start(int server) throws IOException {
        Proxy proxy = new Proxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), server);
        Thread.ofVirtual().name("proxy").start(proxy::accept);
        return proxy;
    }

    /** Springs once. */
    static final class Trap {

        private final Moment moment;
        private final Function<Link, Fate> action;
        private final CountDownLatch sprung = new CountDownLatch(1);

        private Trap(Moment moment, Function<Link, Fate> action) {
            this.moment = moment;
            this.action = action;
        }

        /** Waits until it sprang and its action is done. */
        boolean await(long seconds) throws InterruptedException {
            return sprung.await(seconds, TimeUnit.SECONDS);
        }
    }

    /** Sets a trap; its action runs on the connection's thread, which carries nothing meanwhile. */
    Trap set(Moment moment, Function<Link, Fate> action) {
        Trap made = new Trap(moment, action);
        trap.set(made);
        return made;
    }

    /** Asked by a link at each of its moments. */
    Fate spring(Moment moment, Link link) {
        Trap set = trap.get();
        if (set == null || set.moment != moment || !trap.compareAndSet(set, null)) {
            return Fate.PASS;
        }
        try {
            return set.action.apply(link);
        } finally {
            set.sprung.countDown();
        }
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** Where the server listens from now on. */
    void lead(int port) {
        server = port;
    }

    /** From which ports the server was ever reached: its {@code client_port}. */
    Set<Integer> clientPorts() {
        return Set.copyOf(ports);
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        Socket onwards;
        try {
            onwards = new Socket(InetAddress.getLoopbackAddress(), server);
        } catch (IOException nobodyThere) {
            Link.close(client);
            return;
        }
        ports.add(onwards.getLocalPort());
        Link link = new Link(this, client, onwards);
        links.add(link);
        link.carry();
        links.remove(link);
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        links.forEach(Link::cut);
    }
}
