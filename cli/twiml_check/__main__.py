"""python -m twiml_check"""

from twiml_check.commands.main import run

if __name__ == "__main__":
    run()
