package io.jenkins.plugins.cd4ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.logging.Level;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Debian's Chromium, headless, as a person's browser: it enforces the Content-Security-Policy that HtmlUnit ignores.
 * Whatever a page writes to the console as an error fails the test that visits it. One thread; close it.
 */
public final class Browser implements AutoCloseable {
    private final ChromeDriver driver;
    private final String root;

    private Browser(ChromeDriver driver, String root) {
        this.driver = driver;
        this.root = root;
    }

    /** @param root the address that paths are relative to, with its slash; skips the test where there is no Chromium */
    public static Browser open(String root) {
        Path chromium = Path.of("/usr/bin/chromium");
        Path server = Path.of("/usr/bin/chromedriver");
        Assumptions.assumeTrue(
                Files.isExecutable(chromium) && Files.isExecutable(server), "no Chromium: install chromium-driver");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--no-first-run",
                "--window-size=1400,1400");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.WARNING);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(server.toFile())
                .build();
        return new Browser(new ChromeDriver(service, options), root);
    }

    public void login(String user) {
        driver.get(root + "login");
        driver.findElement(By.name("j_username")).sendKeys(user);
        driver.findElement(By.name("j_password")).sendKeys(user);
        driver.findElement(By.name("j_password")).submit();
        await(d -> !d.getCurrentUrl().contains("login"));
    }

    /** Opens a page and fails when it writes an error to the console. */
    public void visit(String path) {
        List<String> errors;
        int tries = 0;
        do { // a container that starts beside the tests changes the machine's network
            driver.get(path.contains("://") ? path : root + path);
            errors = errors();
        } while (errors.toString().contains("ERR_NETWORK_CHANGED") && ++tries < 5);
        assertEquals(List.of(), errors, driver.getCurrentUrl());
    }

    public void noErrors() {
        assertEquals(List.of(), errors(), driver.getCurrentUrl());
    }

    private List<String> errors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    public WebElement first(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    public List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    public String text() {
        return first("body").getText();
    }

    /** Waits until the page is as described; fails after a minute. */
    public void await(Predicate<ChromeDriver> described) {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!holds(described)) {
            assertTrue(System.nanoTime() < end, () -> driver.getCurrentUrl() + " never became as expected: " + text());
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** Clicks what is there as soon as it stays for long enough. */
    public void click(String css) {
        await(d -> {
            first(css).click();
            return true;
        });
    }

    /** @return what is written there, on a page that may redraw itself */
    public String read(String css) {
        String[] text = new String[1];
        await(d -> {
            text[0] = first(css).getText();
            return true;
        });
        return text[0];
    }

    /** A page that redraws itself may take an element away while it is read. */
    private boolean holds(Predicate<ChromeDriver> described) {
        try {
            return described.test(driver);
        } catch (StaleElementReferenceException | NoSuchElementException e) {
            return false;
        }
    }

    /** Leaves what is seen in target/screenshots, to be looked at. */
    public void picture(String name) throws IOException {
        Path folder = Files.createDirectories(new File("target/screenshots").toPath());
        Files.write(folder.resolve(name + ".png"), driver.getScreenshotAs(org.openqa.selenium.OutputType.BYTES));
    }

    /** Leaves pictures of the page, light and dark, 1400 and 360 px wide, whole, and the page light and wide. */
    public void pictures(String name) throws IOException {
        for (int width : new int[] {1400, 360}) {
            for (String theme : new String[] {"dark", "light"}) {
                theme(theme);
                size(width);
                picture(name + "-" + theme + "-" + width);
            }
        }
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    /** Shows the page as on a screen of that width, with room for all of its height. */
    public void size(int width) {
        Map<String, Object> screen =
                new HashMap<>(Map.of("width", width, "deviceScaleFactor", 1, "mobile", width < 600));
        screen.put("height", 1000);
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride", screen);
        Object height = driver.executeScript("return Math.min(4000, document.documentElement.scrollHeight)");
        screen.put("height", height);
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride", screen);
    }

    /** @param theme light or dark, of the system and of Jenkins */
    public void theme(String theme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
        driver.executeScript("document.documentElement.dataset.theme = arguments[0]", theme);
    }

    public ChromeDriver driver() {
        return driver;
    }

    @Override
    public void close() {
        driver.quit();
    }
}
