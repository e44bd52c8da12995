package io.paideia.sandbox.unionpay;

import io.paideia.sandbox.engine.Channel;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.KeyFiles;
import io.paideia.sandbox.engine.Operation;
import io.paideia.sandbox.engine.Provider;
import io.paideia.sandbox.http.Endpoint;
import io.paideia.sandbox.unionpay.Gateway.Reader;
import io.paideia.sandbox.unionpay.Gateway.Verb;
import java.net.URI;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The whole of UnionPay: its channel for the engine, its addresses for the server, and what a
 * merchant must configure. The merchant's key is made here too, so that a demo needs no ceremony.
 */
public final class UnionPay implements Provider {

    private static final String GATEWAY = "/unionpay/gateway/api/";
    private static final String FILES = "/unionpay/file/";

    private final Signing signing;
    private final UnionPayChannel channel;

    public UnionPay(KeyFiles keys, RandomGenerator random) {
        this.signing = new Signing(keys);
        this.channel = new UnionPayChannel(signing, random);
    }

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    public Map<String, Endpoint> routes(Engine engine) {
        channel.heeds(engine.scenarios());
        Book book = new Book(engine.trades());
        Ordering ordering = new Ordering(book, engine);
        Querying querying = new Querying(book, engine);
        Refunding refunding = new Refunding(book, engine);
        Bill bill = new Bill(book, engine);
        return Map.of(
                GATEWAY + "frontTransReq.do",
                gateway(
                        Reader.BROWSER,
                        Map.of("01/01", new Verb(Operation.CREATE, ordering::page)),
                        book,
                        engine),
                GATEWAY + "backTransReq.do",
                gateway(
                        Reader.PROGRAM,
                        Map.of(
                                "01/07", new Verb(Operation.CREATE, ordering::code),
                                "04/00", new Verb(Operation.REFUND, refunding::back),
                                "31/00", new Verb(Operation.REFUND, refunding::back)),
                        book,
                        engine),
                GATEWAY + "queryTrans.do",
                gateway(
                        Reader.PROGRAM,
                        Map.of("00/00", new Verb(Operation.QUERY, querying::query)),
                        book,
                        engine),
                FILES,
                gateway(
                        Reader.PROGRAM,
                        Map.of("76/01", new Verb(Operation.BILL, bill::file)),
                        book,
                        engine));
    }

    @Override
    public Map<String, String> credentials(URI base, URI notify) {
        return Map.of(
                "mer-id", UnionPayChannel.MERCHANT,
                "private-key", signing.merchantKeyPem(),
                "cert-id", signing.merchantCertId(),
                "root-certificates", signing.rootPem(),
                "intermediate-certificates", signing.middlePem(),
                "gateway", base.resolve(GATEWAY).toString(),
                "file-gateway", base.resolve(FILES).toString(),
                "notify-url", notify.toString());
    }

    private Endpoint gateway(Reader reader, Map<String, Verb> verbs, Book book, Engine engine) {
        return new Gateway(reader, verbs, signing, channel, book, engine);
    }
}
