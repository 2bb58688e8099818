package dev.weir.metrics;

/** How often a certificate has been replaced while the listener ran. */
public interface TlsReloads {

    /** New certificates that are in use, or were until the next. */
    long succeeded();

    /** New certificates that could not be used. */
    long failed();
}
