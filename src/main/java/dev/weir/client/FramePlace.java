package dev.weir.client;

import java.time.Duration;

/** A connection in a pool of frame connections, and how much of it is in use. Guarded by the pool's lock. */
final class FramePlace<T, R> {

    private final FrameConnection<T, R> connection;
    private final ConnectionAge age;
    private int load;
    private boolean retiring;

    FramePlace(FrameConnection<T, R> connection, Duration maxLifetime) {
        this.connection = connection;
        this.age = new ConnectionAge(maxLifetime);
    }

    FrameConnection<T, R> connection() {
        return connection;
    }

    /** Requests in flight, and those about to be written. */
    int load() {
        return load;
    }

    void take() {
        load++;
    }

    void giveBack() {
        load--;
        if (load == 0) {
            age.beginIdle();
        }
    }

    /** Whether it can take a request. */
    boolean hasRoom(int inFlight) {
        return load < inFlight && !retiring && connection.isOpen() && !age.hasExpired();
    }

    ConnectionAge age() {
        return age;
    }

    /** Whether it is unused and not being closed yet; it is from now on. */
    boolean beginRetiring() {
        if (load > 0 || retiring || !connection.isOpen()) {
            return false;
        }
        retiring = true;
        return true;
    }
}
