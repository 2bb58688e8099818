package dev.weir.bench;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The servers of one work, all running, of which one at a time has something to do. */
final class Fleet implements Closeable {

    private final Run run;
    private final Protocol protocol;
    private final int target;
    private final List<Server> servers = new ArrayList<>();
    private Work work;

    Fleet(Run run, Work work, Protocol protocol) {
        this(run, work, protocol, 0);
    }

    /** @param target the port that the servers forward to */
    Fleet(Run run, Work work, Protocol protocol, int target) {
        this.run = run;
        this.work = work;
        this.protocol = protocol;
        this.target = target;
    }

    /** Goes on with another work. */
    void setWork(Work next) {
        work = next;
    }

    /** Starts one, or leaves it out, now and in later rounds. */
    void start(Contender contender) throws InterruptedException {
        if (run.isLeftOut(work, contender.name())) {
            return;
        }
        if (!contender.speaks(protocol)) {
            run.leaveOut(work, contender.name(), "it has no " + protocol.label() + " server");
            return;
        }
        try {
            servers.add(run.start(contender, protocol, target));
        } catch (IOException e) {
            run.leaveOut(work, contender.name(), e.getMessage());
        }
    }

    void each(Step step) throws InterruptedException {
        inTurn(0, step);
    }

    /** Every other round goes backwards, so that a drift of the machine favours nobody. One that fails is left out. */
    void inTurn(int round, Step step) throws InterruptedException {
        List<Server> turn = round % 2 == 0 ? List.copyOf(servers) : List.copyOf(servers.reversed());
        for (Server server : turn) {
            try {
                step.apply(server);
            } catch (IOException | RuntimeException e) {
                run.leaveOut(work, server.contender().name(), "round " + (round + 1) + ": " + e.getMessage());
                servers.remove(server);
                server.close();
            }
        }
    }

    @Override
    public void close() {
        servers.forEach(Server::close);
    }

    /** What is done with a server. */
    @FunctionalInterface
    interface Step {
        void apply(Server server) throws IOException, InterruptedException;
    }
}
