package dev.weir.upstream;

import dev.weir.observe.TargetState;
import dev.weir.observe.UpstreamObserver;
import dev.weir.observe.UpstreamOwner;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All targets of an upstream: which of them is next, and that one of them is always left. Any thread. */
final class TargetGroup {

    private final List<Target> targets;
    private final Selection selection;

    /** Held while targets are ejected, which depends on the state of the others. Nothing blocks under it. */
    private final Object ejecting = new Object();

    TargetGroup(UpstreamOwner owner, UpstreamOptions options, UpstreamObserver observer, NameLookup lookup) {
        this.targets = options.targets().stream()
                .map(address -> new Target(address, owner, options, observer, lookup, this::wentDown))
                .toList();
        this.selection = new Selection(options.balance(), targets);
    }

    /** In the order of the settings. */
    List<Target> targets() {
        return targets;
    }

    boolean isAvailable() {
        return targets.stream().anyMatch(Target::isUp);
    }

    /**
     * Chooses a target that is up, whose load has the connection from then on; {@code null} if there is none.
     *
     * @param untried candidates, in the order of the settings
     */
    @Nullable
    Target choose(List<Target> untried, @Nullable Origin origin) {
        List<Target> candidates = untried.stream().filter(Target::isUp).toList();
        return candidates.isEmpty() ? null : selection.choose(candidates, origin);
    }

    /** Records a failed connect, unless it is this process's own failure, and ejects the target unless it is the last one. */
    void connectFailed(Target target, IOException why) {
        if (ConnectFailure.isOwn(why)) {
            return;
        }
        synchronized (ejecting) {
            boolean isLast = targets.stream().noneMatch(other -> !other.equals(target) && isUpNow(other));
            target.status().connectFailed(why, isLast);
        }
        target.status().refresh();
        target.requestLookup();
    }

    /** If that was the last one, ejected ones are better than none. */
    private void wentDown(Target target) {
        synchronized (ejecting) {
            if (targets.stream().noneMatch(TargetGroup::isUpNow)) {
                targets.forEach(other -> other.status().endEjection());
            }
        }
        targets.stream()
                .filter(other -> !other.equals(target))
                .forEach(other -> other.status().refresh());
        target.endIfDown();
    }

    private static boolean isUpNow(Target target) {
        return target.status().current() == TargetState.UP;
    }
}
