package io.paideia.sandbox.engine;

import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Makes one attempt to deliver a notice: the truth once or several times, or what a fault makes of
 * it.
 */
final class Courier implements AutoCloseable {

    private final Scenarios scenarios;
    private final Post post = new Post();

    Courier(Scenarios scenarios) {
        this.scenarios = scenarios;
    }

    /** What was sent, and whether the merchant has acknowledged the truth. */
    record Round(List<Notice.Delivery> deliveries, boolean acknowledged) {}

    /** Writes the notice of what happened, true or false. */
    interface Writing {
        HttpRequest.Builder letter(Instant at, Channel.Lie lie);
    }

    Round deliver(Channel channel, Writing writing, Notice notice, int number, Instant sentAt)
            throws InterruptedException {
        List<Fault.Kind> spoiled = scenarios.spoiledNotices(notice.channel(), notice.reference());
        return number <= spoiled.size()
                ? spoil(spoiled.get(number - 1), writing, number, sentAt)
                : tell(channel, writing, notice, number, sentAt);
    }

    @Override
    public void close() {
        post.close();
    }

    /**
     * Whatever the merchant answers to a falsehood settles nothing: the provider has still to tell
     * the truth.
     */
    private Round spoil(Fault.Kind fault, Writing writing, int number, Instant sentAt)
            throws InterruptedException {
        String answer = "";
        if (fault != Fault.Kind.DROP) {
            answer = post.send(writing.letter(sentAt, lie(fault))).summary();
        }
        return new Round(
                List.of(new Notice.Delivery(number, sentAt, answer, fault.wireName())), false);
    }

    private Round tell(Channel channel, Writing writing, Notice notice, int number, Instant sentAt)
            throws InterruptedException {
        Optional<Fault> duplicate =
                number == 1
                        ? scenarios.on(Fault.Kind.DUPLICATE, notice.channel(), notice.reference())
                        : Optional.empty();
        HttpRequest.Builder letter = writing.letter(sentAt, Channel.Lie.NONE);
        List<Post.Reply> replies = send(letter, duplicate.map(Fault::times).orElse(1));
        String fault = duplicate.isPresent() ? Fault.Kind.DUPLICATE.wireName() : null;
        List<Notice.Delivery> sent =
                replies.stream()
                        .map(reply -> new Notice.Delivery(number, sentAt, reply.summary(), fault))
                        .toList();
        return new Round(
                sent,
                replies.stream()
                        .anyMatch(reply -> channel.acknowledges(reply.status(), reply.body())));
    }

    /**
     * The copies leave together, as they do when a provider's nodes each believe that it is their
     * turn.
     */
    private List<Post.Reply> send(HttpRequest.Builder letter, int copies)
            throws InterruptedException {
        List<CompletableFuture<Post.Reply>> others = new ArrayList<>();
        for (int copy = 1; copy < copies; copy++) {
            others.add(post.sendBeside(letter.copy()));
        }
        List<Post.Reply> replies = new ArrayList<>(List.of(post.send(letter)));
        others.forEach(other -> replies.add(other.join()));
        return replies;
    }

    private static Channel.Lie lie(Fault.Kind fault) {
        return switch (fault) {
            case WRONG_AMOUNT -> Channel.Lie.AMOUNT;
            case WRONG_SELLER -> Channel.Lie.SELLER;
            case WRONG_APP -> Channel.Lie.APP;
            case FORGED -> Channel.Lie.SIGNATURE;
            case PROBE -> Channel.Lie.PROBE;
            default -> Channel.Lie.NONE;
        };
    }
}
