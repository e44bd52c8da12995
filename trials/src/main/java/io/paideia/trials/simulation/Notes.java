package io.paideia.trials.simulation;

import io.paideia.lane.Batch;
import io.paideia.lane.Handler;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Appends without looking: whoever runs it twice is found out. */
final class Notes implements Handler<Command.Note, Answer> {

    private final Session session;

    Notes(Session session) {
        this.session = session;
    }

    @Override
    public List<Answer> handle(List<Command.Note> notes, Batch batch) throws SQLException {
        long there =
                session.open(batch).note(notes.stream().map(Command.Note::id).toList())
                        - notes.size();
        List<Answer> answers = new ArrayList<>(notes.size());
        for (int i = 1; i <= notes.size(); i++) {
            answers.add(Answer.noted(there + i));
        }
        return answers;
    }
}
