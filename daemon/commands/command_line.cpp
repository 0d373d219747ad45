#include "commands/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <utility>

#include "nameward/text.h"
#include "nameward/version.h"

namespace nameward::commands {
namespace {

// Times stay texts until everything is read: an age counts back from --now, which may stand behind it.
struct Words {
    std::string now, since, until, at, min_severity, state;
};

constexpr const char* kEverywhere = "Everywhere";
constexpr const char* kUnlisted = "";  // the group of options that a command repeats from everywhere

constexpr const char* kProgramText =
    "Nameward watches the domains you own from the outside, the way an adversary would,\n"
    "remembers what it saw, and tells you when it changes.";

constexpr const char* kProgramEpilogue =
    "Start here:\n"
    "  nameward look example.com                     what an outsider sees now; needs no configuration\n"
    "  nameward init example.com --output nameward.toml\n"
    "                                                a configuration to start from: read it\n"
    "  nameward check-config --config nameward.toml\n"
    "  nameward sweep --config nameward.toml         one pass; from the second on it tells what changed\n"
    "  nameward history --since 7d --config nameward.toml\n"
    "\n"
    "stdout is data, stderr is talk. Times are RFC 3339, YYYY-MM-DD, or an age such as 2h or 30d;\n"
    "they are shown in UTC. Exit codes: 0 fine, 1 failed or (status) something needs a person,\n"
    "2 wrong usage, 10 (sweep) something changed, 78 wrong configuration.\n"
    "`nameward COMMAND --help` tells more about each command.";

// --- help ---------------------------------------------------------------------------------------------------------

using Row = std::pair<std::string, std::string>;

std::string rows_of(const std::string& title, const std::vector<Row>& rows) {
    if (rows.empty()) return {};
    std::size_t width = 0;
    for (const auto& [left, right] : rows) width = std::max(width, left.size());
    std::string text = "\n" + title + ":\n";
    for (const auto& [left, right] : rows)
        text += "  " + left + std::string(width - left.size() + 2, ' ') + right + '\n';
    return text;
}

std::string left_side(const CLI::Option& option) {
    if (option.get_positional()) return option.get_name(true);
    const auto value = option.get_items_expected_max() > 0 ? " " + option.get_type_name() : std::string();
    return "--" + option.get_lnames().front() + value;
}

std::vector<Row> option_rows(const CLI::App& app, bool positional) {
    std::vector<Row> rows;
    for (const auto* option : app.get_options())
        if (option->get_positional() == positional && option->get_group() != kUnlisted)
            rows.emplace_back(left_side(*option), option->get_description());
    return rows;
}

std::string usage_of(const CLI::App& command) {
    std::string text = "Usage: nameward " + command.get_name();
    for (const auto* option : command.get_options()) {
        if (!option->get_positional()) continue;
        const auto name = option->get_name(true) + (option->get_items_expected_max() > 1 ? "..." : "");
        text += option->get_required() ? " " + name : " [" + name + "]";
    }
    return text + " [OPTIONS]\n";
}

std::string program_help(const CLI::App& app) {
    std::vector<Row> commands;
    for (const auto* command : app.get_subcommands(nullptr))
        commands.emplace_back(command->get_name(), command->get_description());
    return std::string(kProgramText) + "\n\nUsage: nameward COMMAND [OPTIONS]\n" + rows_of("Commands", commands) +
           rows_of(kEverywhere, option_rows(app, false)) + "\n" + kProgramEpilogue + "\n";
}

std::string command_help(const CLI::App& command) {
    return usage_of(command) + "\n" + command.get_footer() + "\n" + rows_of("Arguments", option_rows(command, true)) +
           rows_of("Options", option_rows(command, false)) +
           rows_of(kEverywhere, option_rows(*command.get_parent(), false));
}

// Our own layout: the library's differs from release to release.
class HelpText : public CLI::FormatterBase {
  public:
    std::string make_help(const CLI::App* app, std::string, CLI::AppFormatMode) const override {
        return app->get_parent() ? command_help(*app) : program_help(*app);
    }
};

// --- the commands -------------------------------------------------------------------------------------------------

void takes_domains(CLI::App& command, Arguments& into, bool required, const std::string& what) {
    auto* option = command.add_option("DOMAIN", into.domains, what)->type_name("DOMAIN");
    if (required) option->required();
}

void takes_json(CLI::App& command, Arguments& into, const std::string& rows) {
    command.add_flag("--json", into.json, "print NDJSON, one row per line: " + rows);
}

std::string program_and_version() {
    return std::string("nameward ") + version();
}

CLI::App& add(CLI::App& app, const std::string& name, const std::string& line, const std::string& text) {
    auto* command = app.add_subcommand(name, line);
    command->footer(text);
    command->set_version_flag("--version", program_and_version())->group(kUnlisted);
    command->set_help_flag("--help")->group(kUnlisted);
    return *command;
}

void add_look(CLI::App& app, Arguments& into) {
    auto& look = add(app, "look", "collect now and print what an outsider sees",
                     "Asks every source about these domains and prints what they say: delegation, name servers,\n"
                     "records and what looks wrong. Stores nothing and needs no configuration; where one is there,\n"
                     "its [network] is used.");
    takes_domains(look, into, true, "domains to look at, such as example.com");
    takes_json(look, into, "observation, finding");
}

void add_init(CLI::App& app, Arguments& into) {
    auto& init = add(app, "init", "write a starter configuration",
                     "Looks at these domains and writes a commented configuration with what is seen now as\n"
                     "suggested expectations. Read it before you trust it: what is seen now may already be wrong.");
    takes_domains(init, into, true, "domains to watch");
    init.add_option("--output", into.output, "write there instead of stdout; an existing file is kept")
        ->type_name("FILE");
}

void add_check_config(CLI::App& app) {
    add(app, "check-config", "say what is wrong with the configuration",
        "Reads the configuration with everything in conf.d beside it and prints each error as\n"
        "file:line:column: message on stderr. Exit code 0 when the daemon would start with it, 78 otherwise.");
}

void add_properties(CLI::App& app, Arguments& into) {
    auto& properties = add(app, "properties", "what this version watches",
                           "Prints every property that a collector reports: its source, layer and severities.");
    properties.add_flag("--json", into.json, "one JSON object per line");
}

void add_parse(CLI::App& app, Arguments& into) {
    auto& parse = add(app, "parse", "read one raw answer, print its normal form",
                      "Reads an RDAP or WHOIS answer and prints, as JSON on one line, what the collectors would\n"
                      "understand of it. Exit code 0 whatever the answer is.\n"
                      "\n"
                      "  whois example.com | nameward parse whois --domain example.com");
    parse.add_option("FORMAT", into.format, "rdap or whois")
        ->type_name("FORMAT")
        ->required()
        ->check(CLI::IsMember({"rdap", "whois"}));
    parse.add_option("FILE", into.file, "the answer; stdin otherwise")->type_name("FILE");
    parse.add_option("--domain", into.domains, "the domain that was asked for, where the answer does not say it")
        ->type_name("D")
        ->expected(1)
        ->allow_extra_args(false);  // what follows the one name is the file
}

void add_run(CLI::App& app) {
    add(app, "run", "the daemon, in the foreground",
        "Watches the configured domains until TERM or INT. Runs under systemd as Type=notify and writes\n"
        "to the journal there, to stderr otherwise. HUP re-reads the configuration, as `reload` does.");
}

void add_sweep(CLI::App& app, Arguments& into) {
    auto& sweep = add(app, "sweep", "one whole pass now, due or not",
                      "Collects, looks a second time at what changed, records, alerts, and delivers what is due.\n"
                      "Then it ends: 10 when something changed or a finding opened, 0 when nothing did,\n"
                      "1 when no pass was possible. While the daemon runs, the daemon makes the pass.");
    takes_domains(sweep, into, false, "only these; all configured domains otherwise");
    sweep.add_option("--collector", into.collectors, "only this kind of looking; may be repeated")
        ->type_name("NAME")
        ->allow_extra_args(false);  // what follows the one name is a domain
    takes_json(sweep, into, "change, finding, delivery");
}

void add_status(CLI::App& app, Arguments& into) {
    auto& status = add(app, "status", "what is seen, what is not, what needs a person",
                       "For every domain, collector and source: fresh, or blind since when and why, and when it is\n"
                       "asked next. Then the open findings and the deliveries that wait or are parked.\n"
                       "Exit code 1 when something needs a person: blindness that lasts, an open finding of warning\n"
                       "or critical, a parked delivery. 0 otherwise.");
    takes_json(status, into, "status, finding, delivery");
}

void add_history(CLI::App& app, Arguments& into, Words& words) {
    auto& history = add(app, "history", "the changes, newest last",
                        "One line per change: when, how grave, where, what left (-) and what came (+), and what\n"
                        "became of it: suspected, confirmed, retracted, unconfirmed.\n"
                        "\n"
                        "  nameward history example.com --since 30d\n"
                        "  nameward history --property 'delegation.*' --min-severity warning");
    takes_domains(history, into, false, "only these; all otherwise");
    history.add_option("--since", words.since, "from this moment on")->type_name("T");
    history.add_option("--until", words.until, "before this moment")->type_name("T");
    history.add_option("--property", into.property, "only properties like this: * and ? stand for anything")
        ->type_name("GLOB");
    history.add_option("--min-severity", words.min_severity, "info, notice, warning or critical, and above")
        ->type_name("S");
    history.add_option("--state", words.state, "suspected, confirmed, retracted or unconfirmed")->type_name("S");
    takes_json(history, into, "change");
    history.add_flag("--csv", into.csv, "print CSV (RFC 4180) with a header");
}

void add_show(CLI::App& app, Arguments& into, Words& words) {
    auto& show = add(app, "show", "every property of a domain, now or at a moment",
                     "What each source said, and since when it holds.\n"
                     "\n"
                     "  nameward show example.com --at 2026-11-01");
    takes_domains(show, into, true, "the domain");
    show.get_option("DOMAIN")->expected(1);
    show.add_option("--at", words.at, "as it was known then")->type_name("T");
    takes_json(show, into, "observation");
}

void add_evidence(CLI::App& app, Arguments& into) {
    auto& evidence =
        add(app, "evidence", "the raw answers behind a change",
            "Prints who was asked what and when, and what they answered, readable.\n"
            "\n"
            "  nameward evidence c-7f3a91b2             the id, or its beginning, from `nameward history`\n"
            "  nameward evidence c-7f3a91b2 --raw > answers.bin");
    evidence.add_option("CHANGE", into.change, "a change's id, or the beginning of one")
        ->type_name("CHANGE")
        ->required();
    evidence.add_flag("--raw", into.raw, "the bytes as received; on a terminal as a hex dump");
}

void add_test_alert(CLI::App& app, Arguments& into) {
    auto& test = add(app, "test-alert", "send a marked test alert",
                     "Sends it through the whole path, as a real one, and says what each receiver answered.\n"
                     "Exit code 1 when one of them did not take it.");
    test.add_option("SINK", into.sink, "only this sink; all otherwise")->type_name("SINK");
    takes_json(test, into, "delivery");
}

void add_reload(CLI::App& app) {
    add(app, "reload", "let the running daemon re-read its configuration",
        "Prints what the daemon answered. With an error in the configuration the daemon keeps the old one whole.");
}

void add_everywhere(CLI::App& app, Arguments& into, Words& words) {
    app.add_option("--config", into.config, "the configuration (/etc/nameward/nameward.toml)")->type_name("FILE");
    app.add_option("--now", words.now, "simulate: the clock starts at this moment and runs on")->type_name("T");
    app.set_version_flag("--version", program_and_version(), "print the version");
    app.set_help_flag("--help", "print this help");
}

void describe(CLI::App& app, Arguments& into, Words& words) {
    app.name("nameward");
    app.formatter(std::make_shared<HelpText>());
    app.fallthrough();
    add_everywhere(app, into, words);
    add_look(app, into);
    add_init(app, into);
    add_check_config(app);
    add_run(app);
    add_sweep(app, into);
    add_status(app, into);
    add_history(app, into, words);
    add_show(app, into, words);
    add_evidence(app, into);
    add_test_alert(app, into);
    add_reload(app);
    add_properties(app, into);
    add_parse(app, into);
    app.require_subcommand(1);
}

// --- what the library does not read -------------------------------------------------------------------------------

CommandLine usage_error(const std::string& command, const std::string& what) {
    const auto help = command.empty() ? "nameward --help" : "nameward " + command + " --help";
    CommandLine result;
    result.err = "nameward: " + escape_text(what) + "\nTry `" + help + "`.\n";
    result.exit_code = kUsageError;
    return result;
}

std::string command_in(const CLI::App& app) {
    const auto commands = app.get_subcommands();
    return commands.empty() ? "" : commands.front()->get_name();
}

CommandLine parse_error(const CLI::App& app, const CLI::ParseError& wrong) {
    const auto command = command_in(app);
    if (!command.empty()) return usage_error(command, wrong.what());
    const auto rest = app.remaining();
    return usage_error(command, rest.empty() ? "a command is needed" : "there is no command \"" + rest.front() + "\"");
}

// Sets `into` from `text` where it is given. The sentence of what is wrong, or nothing.
std::optional<std::string> read_moment(const char* option, const std::string& text, Wall now,
                                       std::optional<Wall>& into) {
    if (text.empty()) return std::nullopt;
    const auto moment = parse_moment(text, now);
    if (!moment) return std::string(option) + ": " + moment.error().what;
    into = *moment;
    return std::nullopt;
}

template <class T>
std::optional<std::string> read_word(const char* option, const std::string& text,
                                     std::optional<T> (*reader)(std::string_view), const char* words,
                                     std::optional<T>& into) {
    if (text.empty()) return std::nullopt;
    into = reader(text);
    if (into) return std::nullopt;
    return std::string(option) + ": " + text + " is not one of " + words;
}

std::optional<std::string> read_words(const Words& words, Wall wall, Arguments& into) {
    if (auto wrong = read_moment("--now", words.now, wall, into.now)) return wrong;
    const auto now = into.now.value_or(wall);
    for (auto [option, text, moment] : {std::tuple{"--since", &words.since, &into.since},
                                        {"--until", &words.until, &into.until},
                                        {"--at", &words.at, &into.at}})
        if (auto wrong = read_moment(option, *text, now, *moment)) return wrong;
    if (auto wrong = read_word("--min-severity", words.min_severity, severity_from, "info, notice, warning, critical",
                               into.min_severity))
        return wrong;
    return read_word("--state", words.state, change_state_from, "suspected, confirmed, retracted, unconfirmed",
                     into.state);
}

}  // namespace

CommandLine parse_command_line(const std::vector<std::string>& words, Wall wall) {
    CommandLine result;
    Arguments arguments;
    Words texts;
    CLI::App app;
    describe(app, arguments, texts);
    try {
        app.parse(std::vector<std::string>(words.rbegin(), words.rend()));  // the library wants them reversed
    } catch (const CLI::CallForHelp&) {
        result.out = app.help();
        return result;
    } catch (const CLI::CallForVersion& asked) {
        result.out = std::string(asked.what()) + "\n";
        return result;
    } catch (const CLI::ParseError& wrong) {
        return parse_error(app, wrong);
    }
    arguments.command = command_in(app);
    arguments.config_given = app.get_option("--config")->count() > 0;
    if (const auto wrong = read_words(texts, wall, arguments)) return usage_error(arguments.command, *wrong);
    if (arguments.json && arguments.csv) return usage_error(arguments.command, "--json and --csv exclude each other");
    result.arguments = std::move(arguments);
    return result;
}

}  // namespace nameward::commands
