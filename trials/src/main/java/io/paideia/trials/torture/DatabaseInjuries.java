package io.paideia.trials.torture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Kills PostgreSQL, or a part of it, and starts it again. For one thread. */
final class DatabaseInjuries {

    private final Site site;
    private final Crew crew;
    private final Docket docket;
    private final Lookout lookout;

    DatabaseInjuries(Site site, Crew crew, Docket docket, Lookout lookout) {
        this.site = site;
        this.crew = crew;
        this.docket = docket;
        this.lookout = lookout;
    }

    Surgeon.Wound killBackend() throws InterruptedException {
        int pid = lookout.holder(crew.victim()).pid();
        Surgeon.Wound wound = lookout.now();
        Signal.KILL.to(pid);
        return wound;
    }

    Surgeon.Wound killPostmaster() throws InterruptedException {
        lookout.holder(crew.victim());
        Surgeon.Wound wound = lookout.now();
        site.killPostmaster();
        // Its children have not noticed yet: the launcher has to cope with that.
        site.restart();
        crew.findServer();
        return wound;
    }

    /** The victim must ask what became of its transaction after another one had its number. */
    Surgeon.Wound killPostmasterAtCommit() throws InterruptedException {
        List<ProcessHandle> children = Collections.synchronizedList(new ArrayList<>());
        Surgeon.Wound wound =
                lookout.spring(
                        crew.victim(),
                        Proxy.Moment.COMMIT_SENT,
                        _ -> {
                            children.addAll(site.killPostmaster());
                            return Proxy.Fate.CUT;
                        });
        Site.awaitEnd(List.copyOf(children));
        site.restart();
        long mark = docket.next();
        crew.other().proxy().lead(site.cluster().port());
        lookout.awaitAnswer(crew.other(), mark);
        crew.findServer();
        return wound;
    }

    Surgeon.Wound outage() throws InterruptedException {
        lookout.holder(crew.victim());
        Surgeon.Wound wound = lookout.now();
        Site.awaitEnd(site.killPostmaster());
        lookout.awaitDoubt("No worker says that the database is unavailable");
        site.restart();
        crew.findServer();
        return wound;
    }

    Surgeon.Wound killAll() throws IOException, InterruptedException {
        lookout.holder(crew.victim());
        Surgeon.Wound wound = lookout.now();
        List<ProcessHandle> children = site.killPostmaster();
        crew.victim().kill();
        Site.awaitEnd(children);
        site.restart();
        crew.findServer();
        crew.replaceVictim();
        return wound;
    }
}
