package io.paideia.trials.simulation;

import io.paideia.lane.LaneException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The callers. What was not answered they repeat under the same id, if that is safe; some come back
 * at once, some only later, some ask twice. What they hear is checked when they hear it.
 */
final class Crowd {

    private final World world;
    private final Weather weather;
    private final List<Job> jobs = new ArrayList<>();
    private final List<Submission> submissions = new ArrayList<>();
    private int finished;

    Crowd(World world) {
        this.world = world;
        this.weather = world.weather;
        Orders orders = new Orders(weather);
        for (int count = weather.between(3, 40); count > 0; count--) {
            jobs.add(new Job(orders.next(), weather.millis(0, weather.below(2_000))));
        }
    }

    /** Some caller, or several at once, hand in what they have to do. */
    void act() {
        int burst = weather.oneIn(3) ? weather.between(2, 12) : 1;
        int first = weather.below(jobs.size());
        for (int i = 0; i < jobs.size() && burst > 0; i++) {
            Job job = jobs.get((first + i) % jobs.size());
            if (job.state == Job.State.TO_DO && job.notBefore <= world.now()) {
                submit(job);
                burst--;
            } else if (job.state == Job.State.WAITING
                    && job.command.repeatable()
                    && weather.strikes(Fault.IMPATIENT_CALLER)) {
                submit(job);
                burst--;
            }
        }
    }

    /** All that anybody has or had to do. */
    List<Job> jobs() {
        return jobs;
    }

    /** Something that is to be done now. */
    void add(Command command) {
        jobs.add(new Job(command, world.now()));
    }

    /** A move's next step, by whoever heard of the one before. */
    private void follow(Command command, Answer answer) {
        if (command instanceof Command.Begin begin
                && answer.what() == Happening.MOVE_UNDER_WAY
                && answer.number() == 0
                && !weather.strikes(Fault.CARRIER_GONE)) {
            add(new Command.Arrive(begin.move(), Command.Nature.SOUND));
        } else if (command instanceof Command.Arrive arrival) {
            add(
                    new Command.End(
                            arrival.move(), answer.outcomes().getFirst(), Command.Nature.SOUND));
        }
    }

    /** When the next of them has something to do, or never. */
    long wakes() {
        long next = Long.MAX_VALUE;
        for (Job job : jobs) {
            if (job.state == Job.State.TO_DO) {
                next = Math.min(next, job.notBefore);
            }
        }
        return next;
    }

    List<Job> unfinished() {
        return finished == jobs.size()
                ? List.of()
                : jobs.stream().filter(job -> job.state != Job.State.DONE).toList();
    }

    List<Submission> submissions() {
        return submissions;
    }

    /** The answer, or else the failure, arrives. */
    void hears(Submission submission, @Nullable Answer answer, @Nullable Throwable failure) {
        world.trace(submission, "hears", answer == null ? failure : answer);
        if (submission.standing != Submission.Standing.WAITING) {
            world.violated("What is accepted is answered once: " + submission);
        } else if (answer != null) {
            hearsAnswer(submission, answer);
        } else if (failure instanceof LaneException.Failed) {
            hearsFailure(submission);
        } else if (failure instanceof LaneException.Unavailable) {
            submission.standing = Submission.Standing.UNAVAILABLE;
            if (world.now() - submission.atNanos < world.patienceNanos()) {
                world.violated("A lane is patient: " + submission);
            }
            world.tally.count(Happening.UNAVAILABLE);
            leaveOpen(submission.job);
        } else {
            world.violated("An answer that nobody understands: " + failure);
        }
    }

    /** The server died, and the connection with it. */
    void loses(Submission submission) {
        submission.standing = Submission.Standing.LOST;
        world.tally.count(Happening.LOST_WITH_SERVER);
        leaveOpen(submission.job);
    }

    private void hearsAnswer(Submission submission, Answer answer) {
        submission.standing = Submission.Standing.ANSWERED;
        submission.answer = answer;
        if (answer.what() != null) {
            world.tally.count(answer.what());
        } else {
            answer.outcomes().forEach(world.tally::count);
        }
        if (!answer.equals(world.store.decided(submission))) {
            world.violated(
                    "What is acknowledged is there: "
                            + submission
                            + " heard "
                            + answer
                            + ", and there is "
                            + world.store.decided(submission));
        }
        Job job = submission.job;
        boolean repeatable = job.command.repeatable();
        if (repeatable && weather.strikes(Fault.ANSWER_UNHEARD)) {
            leaveOpen(job);
        } else if (repeatable && weather.oneIn(10)) {
            // Some ask again although they know.
            leaveOpen(job);
        } else {
            boolean first = job.state != Job.State.DONE;
            finish(job);
            if (first) {
                follow(job.command, answer);
            }
        }
    }

    private void hearsFailure(Submission submission) {
        submission.standing = Submission.Standing.FAILED;
        world.tally.count(Happening.FAILED);
        if (!submission.command().nature().broken()) {
            world.violated("A broken command does its neighbours no harm: " + submission);
        }
        finish(submission.job);
    }

    private void submit(Job job) {
        Submission submission =
                new Submission(submissions.size() + 1L, job, world.anyServer(), world.now());
        if (!submission.server.alive()) {
            job.notBefore = world.now() + weather.millis(1, 100);
            return;
        }
        submissions.add(submission);
        world.trace("hand in", submission);
        try {
            submission.server.submit(submission, this);
        } catch (LaneException refused) {
            world.trace(refused.getMessage());
            submission.standing = Submission.Standing.REJECTED;
            world.tally.count(
                    refused instanceof LaneException.Full ? Happening.FULL : Happening.CLOSED);
            job.notBefore = world.now() + weather.millis(1, 100);
            return;
        } catch (RuntimeException unexpected) {
            // Thrown further it would meet the server that stands at a seam beneath.
            world.violated("A lane refuses in its own words: " + unexpected);
            return;
        }
        if (job.tried) {
            world.tally.count(Happening.REPEATED);
        }
        job.tried = true;
        if (job.state == Job.State.TO_DO) {
            job.state = Job.State.WAITING;
        }
    }

    /** Nobody knows; most can be repeated, a note cannot. */
    private void leaveOpen(Job job) {
        if (job.state == Job.State.DONE) {
            return;
        }
        if (!job.command.repeatable()) {
            finish(job);
            return;
        }
        job.state = Job.State.TO_DO;
        job.notBefore = world.now() + weather.millis(0, weather.oneIn(4) ? 10_000 : 50);
    }

    private void finish(Job job) {
        if (job.state != Job.State.DONE) {
            job.state = Job.State.DONE;
            finished++;
        }
    }
}
