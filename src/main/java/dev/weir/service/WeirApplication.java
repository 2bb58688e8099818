package dev.weir.service;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Serves the listeners that {@code config/application.yml} defines. */
@SpringBootApplication
public class WeirApplication {

    public static void main(String[] args) {
        NameCache.shorten();
        SpringApplication.run(WeirApplication.class, args);
    }
}
