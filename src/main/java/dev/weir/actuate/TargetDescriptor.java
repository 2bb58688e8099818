package dev.weir.actuate;

import dev.weir.observe.TargetStatistics;

/**
 * A snapshot of a target, for operators.
 *
 * @param address as in the settings
 * @param state up, down or ejected
 * @param active open connections
 * @param connected connections opened since the start
 * @param failed attempts to connect that failed since the start
 */
record TargetDescriptor(String address, String state, int active, long connected, long failed) {

    static TargetDescriptor of(TargetStatistics target) {
        return new TargetDescriptor(
                target.target(), target.state().label(), target.active(), target.opened(), target.failed());
    }
}
