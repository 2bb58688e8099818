package dev.weir.samples.smtp;

/** The users that may submit mail. */
@FunctionalInterface
interface Accounts {

    boolean isPassword(String user, String password);
}
