package dev.weir.upstream;

import java.time.Duration;

/**
 * How a target's health is found out: by checks, which take a target down, and by the failed connects of connections, which eject it
 * for a while. A target begins up. The last target that is up is never ejected, and an ejection ends early if the others go down.
 *
 * <p>A check connects as connections do, with TLS and host name; to a name with several addresses, by any of them. Its PROXY header
 * says that the connection is this process's own.
 *
 * @param interval time between two checks, with 10 % jitter; zero for none, so that only connections tell
 * @param timeout limit for one check, from the connect to the expected answer
 * @param fall failed checks in a row after which a target is down
 * @param rise passed checks in a row after which it is up again
 * @param send bytes that a check sends once it is connected; may be empty
 * @param expect bytes that must be part of the first 16 KiB that the target then sends; empty if it need not send any
 * @param ejectAfter failed connects in a row after which a target is ejected; 0 for never
 * @param ejectFor how long it then gets no connections, unless a check passes before
 * @param onDown what happens to the open connections of a target that has gone down; those of an ejected one stay
 */
@SuppressWarnings("ArrayRecordComponent") // Options are never compared, and the accessors copy.
public record HealthOptions(
        Duration interval,
        Duration timeout,
        int fall,
        int rise,
        byte[] send,
        byte[] expect,
        int ejectAfter,
        Duration ejectFor,
        OnDown onDown) {

    /** A check every 5 s, down after 3 failures, up after 2 successes; ejected for 10 s after 3 failed connects. */
    public static final HealthOptions DEFAULT = new HealthOptions(
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            3,
            2,
            new byte[0],
            new byte[0],
            3,
            Duration.ofSeconds(10),
            OnDown.KEEP);

    /** What happens to the open connections of a target that has gone down. */
    public enum OnDown {
        KEEP,
        CLOSE
    }

    public HealthOptions {
        requireNotNegative("interval", interval);
        requirePositive("timeout", timeout);
        requirePositive("fall", fall);
        requirePositive("rise", rise);
        if (ejectAfter < 0) {
            throw new IllegalArgumentException("ejectAfter must not be negative: " + ejectAfter);
        }
        requireNotNegative("ejectFor", ejectFor);
        send = send.clone();
        expect = expect.clone();
    }

    /** Returns a copy. */
    @Override
    public byte[] send() {
        return send.clone();
    }

    /** Returns a copy. */
    @Override
    public byte[] expect() {
        return expect.clone();
    }

    private static void requireNotNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative: " + value);
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
    }

    /** Without checks: only connections tell. */
    public HealthOptions passive() {
        return new HealthOptions(Duration.ZERO, timeout, fall, rise, send, expect, ejectAfter, ejectFor, onDown);
    }
}
