// The letter as HTML: readable in any mail program, dark or light, without images, scripts or anything from elsewhere.
#include "nameward/text.h"
#include "sinks/letter.h"

namespace nameward::sinks {
namespace {

std::string element(const std::string& name, const std::string& style, const std::string& inner) {
    return "<" + name + (style.empty() ? "" : " style=\"" + style + "\"") + ">" + inner + "</" + name + ">\n";
}

// Attributes instead of styles: rows are many, and some mail programs cut a mail at 100 KiB.
std::string html_of(const Letter::Row& row) {
    std::string values;
    for (const auto& value : row.values) values += (values.empty() ? "" : "<br>") + escape_html(value);
    return "<tr valign=\"top\"><th scope=\"row\" align=\"left\">" + escape_html(row.label) + "</th><td><code>" +
           values + "</code></td></tr>\n";
}

std::string html_of(const Letter::Entry& entry) {
    std::string out =
        entry.heading.empty() ? "" : element("h3", "font-size:1em;margin:1em 0 .3em", escape_html(entry.heading));
    std::string rows;
    for (const auto& row : entry.rows) rows += html_of(row);
    return out + "<table>\n" + rows + "</table>\n";
}

std::string html_of(const Letter::Section& section) {
    std::string out = element("h2", "font-size:1.1em;margin:1.5em 0 .3em", escape_html(section.title));
    for (const auto& entry : section.entries) out += html_of(entry);
    std::string paragraphs;
    for (const auto& paragraph : section.paragraphs)
        paragraphs += element("li", "margin:.3em 0", escape_html(paragraph));
    if (paragraphs.empty()) return out;
    return out + element(section.numbered ? "ol" : "ul", "", "\n" + paragraphs);
}

}  // namespace

std::string as_html(const Letter& letter) {
    std::string body;
    for (const auto& line : letter.opening)
        body += element("p", body.empty() ? "font-weight:bold;margin:.3em 0" : "margin:.3em 0", escape_html(line));
    for (const auto& section : letter.sections) body += html_of(section);
    body += element("p", "margin-top:2em;font-size:.9em", escape_html(letter.footer));
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"color-scheme\" content=\"light dark\">\n" +
           element("title", "", escape_html(letter.title)) + "</head>\n<body style=\"font-family:sans-serif\">\n" +
           body + "</body>\n</html>\n";
}

}  // namespace nameward::sinks
