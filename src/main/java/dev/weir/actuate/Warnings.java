package dev.weir.actuate;

import dev.weir.actuate.Warning.Kind;
import dev.weir.client.Client;
import dev.weir.client.TcpClients;
import dev.weir.observe.TargetState;
import dev.weir.server.ConnectionLimit;
import dev.weir.upstream.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds what an operator should look at, among what is known anyway. Any thread. */
final class Warnings {

    /** Number of warnings at once. */
    static final int MAX = 20;

    private final TcpClients clients;
    private final ConnectionLimit processLimit;
    private final CertificateExpiry certificates;

    Warnings(TcpClients clients, ConnectionLimit processLimit, CertificateExpiry certificates) {
        this.clients = clients;
        this.processLimit = processLimit;
        this.certificates = certificates;
    }

    /** Returns the warnings, the most urgent first. */
    List<Warning> find(List<ListenerScan> scans) {
        var found = new ArrayList<Warning>();
        for (ListenerScan scan : scans) {
            new ListenerWarnings(scan, found::add)
                    .find(certificates.of(scan.listener().name()), Instant.now());
        }
        if (ListenerWarnings.isNear(processLimit.taken(), processLimit.max())) {
            found.add(Warning.of(
                    Kind.NEAR_LIMIT,
                    "The process has " + processLimit.taken() + " of " + processLimit.max()
                            + " connections, and closes new ones at the limit (weir.max-connections)."));
        }
        for (Client client : clients.all()) {
            for (Target target : client.targets()) {
                TargetState state = target.statistics().state();
                if (state != TargetState.UP) {
                    found.add(Warning.of(
                            Kind.TARGET,
                            "Target " + target.name() + " of client " + client.name() + " is " + state.label() + "."));
                }
            }
        }
        return limited(found);
    }

    private static List<Warning> limited(List<Warning> found) {
        found.sort(Comparator.comparing(Warning::kind));
        if (found.size() <= MAX) {
            return found;
        }
        List<Warning> first = new ArrayList<>(found.subList(0, MAX - 1));
        first.add(Warning.of(Kind.MORE, (found.size() - first.size()) + " more warnings are not listed."));
        return first;
    }
}
