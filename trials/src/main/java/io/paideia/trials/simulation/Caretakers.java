package io.paideia.trials.simulation;

import io.paideia.ledger.BookMove;

/** What servers do by themselves from time to time; several may do the same at once. */
final class Caretakers {

    /** How many servers look after the same thing. */
    private static final int AT_ONCE = 2;

    private final World world;
    private final Crowd crowd;

    Caretakers(World world, Crowd crowd) {
        this.world = world;
        this.crowd = crowd;
    }

    /** Asks no lane if nothing is due, and does not wait long. */
    void sweep() {
        for (String book : Store.BOOKS) {
            if (world.store.isDue(book) && open(Command.Sweep.class, book) < AT_ONCE) {
                crowd.add(
                        new Command.Sweep(book, world.weather.between(1, 3), Command.Nature.SOUND));
            }
        }
    }

    /** Carries on moves that nobody seems to carry on. */
    void carryOn() {
        for (BookMove move : world.store.ledger.underWay()) {
            long carried =
                    crowd.jobs().stream()
                            .filter(job -> job.state != Job.State.DONE)
                            .filter(job -> carries(job.command, move))
                            .count();
            if (carried == 0) {
                world.tally.count(Happening.MOVE_LEFT);
            }
            if (carried < AT_ONCE && (carried == 0 || world.weather.oneIn(10))) {
                crowd.add(new Command.Arrive(move, Command.Nature.SOUND));
            }
        }
    }

    private static boolean carries(Command command, BookMove move) {
        return switch (command) {
            case Command.Begin begin -> begin.move().equals(move);
            case Command.Arrive arrival -> arrival.move().equals(move);
            case Command.End end -> end.move().equals(move);
            default -> false;
        };
    }

    private long open(Class<? extends Command> kind, String book) {
        return crowd.jobs().stream()
                .filter(job -> job.state != Job.State.DONE)
                .map(job -> job.command)
                .filter(command -> kind.isInstance(command) && command.book().equals(book))
                .count();
    }
}
