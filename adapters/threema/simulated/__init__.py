"""The parts of the simulated Threema: Gateway, phones, callbacks, and their own crypto."""
