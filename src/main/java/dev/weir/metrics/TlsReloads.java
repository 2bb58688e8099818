package dev.weir.metrics;

/**
 * How often a certificate has been replaced while its listener ran. An interface because counting needs Spring Boot's SSL
 * bundles, which meters do not depend on.
 */
public interface TlsReloads {

    /** Certificates that have been put into use. */
    long succeeded();

    /** Certificates that could not be used; the one before stayed in use. */
    long failed();
}
