package dev.weir.upstream;

import dev.weir.observe.ConnectOutcome;
import dev.weir.observe.UpstreamOwner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the attempts for one connection have failed with. */
final class ConnectFailures {

    private record Failure(Target target, IOException exception) {

        boolean isTimeout() {
            return ConnectFailure.outcomeOf(exception) == ConnectOutcome.TIMEOUT;
        }

        @Override
        public String toString() {
            return target + " (" + ConnectFailure.describe(exception) + ")";
        }
    }

    private final UpstreamOwner owner;
    private final List<Target> targets;
    private final List<Failure> failures = new ArrayList<>();

    ConnectFailures(UpstreamOwner owner, List<Target> targets) {
        this.owner = owner;
        this.targets = targets;
    }

    void add(Target target, IOException exception) {
        failures.add(new Failure(target, exception));
    }

    UpstreamUnavailableException toException() {
        if (failures.isEmpty()) {
            return new UpstreamUnavailableException(
                    owner + ": no target is up: "
                            + targets.stream()
                                    .map(target -> target + " is "
                                            + target.statistics().state().label())
                                    .collect(Collectors.joining(", ")),
                    null,
                    false);
        }
        var exception = new UpstreamUnavailableException(
                owner + ": no target could be connected to: "
                        + failures.stream().map(Failure::toString).collect(Collectors.joining(", ")),
                failures.getFirst().exception(),
                failures.stream().allMatch(Failure::isTimeout));
        failures.stream().skip(1).map(Failure::exception).forEach(exception::addSuppressed);
        return exception;
    }
}
