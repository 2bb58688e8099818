package dev.weir.autoconfigure;

import dev.weir.frame.ExchangeObserver;

/** Times the exchanges of a listener without an Observation, where nothing but meters would come of one. */
@FunctionalInterface
interface ExchangeTiming {

    /**
     * Returns the observer of a listener's exchanges.
     *
     * @param listener the listener's name
     * @param handler the handler bean's name
     */
    ExchangeObserver observer(String listener, String handler);
}
