package io.paideia.sandbox.paypal;

import io.paideia.sandbox.engine.Dispute;
import io.paideia.sandbox.engine.Engine;
import io.paideia.sandbox.engine.Topic;
import io.paideia.sandbox.engine.Trade;
import io.paideia.sandbox.engine.Trades.Decision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Disputes v1: show, provide evidence, accept the claim. */
final class Disputing {

    private final Engine engine;
    private final Book book;
    private final View view;

    Disputing(Engine engine, Book book, View view) {
        this.engine = engine;
        this.book = book;
        this.view = view;
    }

    Answer get(Call call) {
        return book.of(call.id())
                .filter(trade -> trade.dispute() != null)
                .map(
                        trade ->
                                Answer.of(
                                        200,
                                        view.dispute(
                                                trade, Objects.requireNonNull(trade.dispute()))))
                .orElseGet(Answer::notFound);
    }

    Answer provideEvidence(Call call) {
        JsonNode evidences = call.body().path("evidences");
        if (evidences.isEmpty()) {
            throw new Answer.Refusal(Answer.missing("/evidences"));
        }
        Map<String, String> handedIn = new HashMap<>();
        int number = 0;
        for (JsonNode one : evidences) {
            handedIn.put(
                    ++number + " " + one.path("evidence_type").asString("OTHER"),
                    one.path("notes").asString(""));
        }
        return change(call, dispute -> dispute.with(handedIn));
    }

    Answer acceptClaim(Call call) {
        Answer answer = change(call, dispute -> dispute.as(Dispute.Status.LOST));
        if (answer.isDone()) {
            Trade trade = book.of(call.id()).orElseThrow();
            engine.notices()
                    .announce(
                            trade,
                            new Topic(
                                    Topic.Kind.DISPUTE_ENDED,
                                    trade.order().reference(),
                                    Objects.requireNonNull(trade.dispute()).id()));
        }
        return answer;
    }

    private Answer change(Call call, Function<Dispute, Dispute> step) {
        return book.decide(
                call.id(),
                trade -> {
                    Dispute dispute = trade.dispute();
                    if (dispute == null || dispute.status() != Dispute.Status.OPEN) {
                        return Decision.keep(
                                Answer.problem(
                                        422,
                                        "UNPROCESSABLE_ENTITY",
                                        "The requested action could not be performed, semantically"
                                                + " incorrect, or failed business validation.",
                                        Answer.detail(
                                                "",
                                                "ACTION_NOT_ALLOWED_IN_CURRENT_DISPUTE_STATE",
                                                "The requested action is not allowed in the current"
                                                        + " state of the dispute.")));
                    }
                    return Decision.change(
                            Answer.of(
                                    200,
                                    Map.of(
                                            "links",
                                            List.of(
                                                    view.link(
                                                            "/v1/customer/disputes/" + call.id(),
                                                            "self",
                                                            "GET")))),
                            trade.disputed(step.apply(dispute)));
                });
    }
}
