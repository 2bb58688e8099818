package dev.weir.service;

import java.security.Security;

/** The JVM's cache of the addresses of names. It belongs to the whole process: the service sets it, the library never does. */
final class NameCache {

    private static final String SECONDS = "networkaddress.cache.ttl";

    /** An older name of the same setting, for the command line. */
    private static final String FALLBACK = "sun.net.inetaddr.ttl";

    private NameCache() {}

    /**
     * Sets the time for which the JVM keeps addresses to a second, unless it has been configured. By default it is 30 s, for which a
     * target that has moved would not be found; targets are looked up at intervals of their own. Has an effect only before the first
     * lookup of the process.
     */
    static void shorten() {
        if (Security.getProperty(SECONDS) == null && System.getProperty(FALLBACK) == null) {
            Security.setProperty(SECONDS, "1");
        }
    }
}
