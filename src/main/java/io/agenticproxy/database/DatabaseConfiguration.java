package io.agenticproxy.database;

import com.zaxxer.hikari.HikariDataSource;
import io.agenticproxy.exchange.CredentialTags;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The one data source. Migrations run when {@code database} is made, so before the routes that use it. */
@Configuration
@EnableConfigurationProperties(DatabaseSettings.class)
class DatabaseConfiguration {

    /** Opens nothing until it is first asked for a connection: the folder is to be prepared before. */
    @Bean(destroyMethod = "close")
    HikariDataSource dataSource(DatabaseSettings settings) {
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName("ledger");
        pool.setJdbcUrl(settings.jdbcUrl());
        pool.setUsername(settings.login().orElse(settings.embedded() ? "sa" : null));
        pool.setPassword(settings.secret().orElse(settings.embedded() ? "" : null));
        pool.setMaximumPoolSize(8); // four of them at most are the response cache's, which can then starve nobody
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(TimeUnit.SECONDS.toMillis(2));
        pool.setExceptionOverride(new DeadConnection());
        pool.setInitializationFailTimeout(-1); // a server that is away does not stop the start
        return pool;
    }

    @Bean
    Transactions transactions(DatabaseSettings settings, HikariDataSource dataSource) {
        return new Transactions(dataSource, settings.embedded());
    }

    @Bean(initMethod = "start")
    Database database(DatabaseSettings settings, HikariDataSource dataSource, CredentialTags tags) {
        return new Database(settings, dataSource, tags);
    }
}
