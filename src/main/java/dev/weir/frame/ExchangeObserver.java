package dev.weir.frame;

import org.jspecify.annotations.Nullable;

/** Observes the handling of each frame, from the complete frame to its written reply; on the thread that handles it. */
@FunctionalInterface
public interface ExchangeObserver {

    /** Observes nothing. */
    ExchangeObserver NONE = _ -> (_, _) -> {};

    /** Returns the observer of a session's exchanges; called once, before the first. By default this one. */
    default ExchangeObserver of(FrameSession session) {
        return this;
    }

    /** A frame of this session is about to be handled. */
    Exchange begin(FrameSession session);

    /** One exchange in progress. */
    @FunctionalInterface
    interface Exchange {

        /**
         * The exchange has ended; once, on the thread that began it.
         *
         * @param failure of the handler or a conversion, whether or not it was answered
         */
        void end(ExchangeOutcome outcome, @Nullable Throwable failure);
    }
}
