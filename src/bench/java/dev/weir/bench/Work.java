package dev.weir.bench;

import java.util.List;

/** Something that is done to servers to see what it costs them. */
public sealed interface Work permits Traffic, Placed, Forwarding, IdleConnections, StartUp, Scrapes {

    /** As on the command line. */
    String name();

    /** For the report. */
    String description();

    /** The figure by which servers are compared. */
    Figure judged();

    /** What is shown of each server, in this order, where it is known. */
    List<Figure> shown();

    /** Does it to all contenders that can do it, and leaves the others out visibly. */
    void run(Run run, List<Contender> contenders) throws InterruptedException;
}
